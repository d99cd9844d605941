package io.quictransport.internal.peer;

import java.util.concurrent.TimeUnit;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTimer;

/**
 * Forgets a peer that nobody dials from here when its time to return is over. Confined to
 * the event loop.
 */
final class Retention {

	/** How long a peer that may return is remembered though nothing of it is open. */
	static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(60);

	/** Nor does a peer that states long time-outs stay for longer than this. */
	private static final long MOST_NANOS = TimeUnit.HOURS.toNanos(1);

	private final Runnable forget;

	private final LoopTimer timer;

	/**
	 * Makes one that does not run yet.
	 * @param loop where it runs
	 * @param forget lets go of all that is known of the peer
	 */
	Retention(LoopTasks loop, Runnable forget) {
		this.forget = forget;
		this.timer = new LoopTimer(loop, forget);
	}

	/** Has the peer forgotten after a delay, at once if that is nothing. */
	void begin(long nanos) {
		stop();
		if (nanos <= 0) {
			this.forget.run();
		}
		else {
			this.timer.set(Math.min(nanos, MOST_NANOS));
		}
	}

	/** The peer is back, or wanted again. */
	void stop() {
		this.timer.cancel();
	}

}

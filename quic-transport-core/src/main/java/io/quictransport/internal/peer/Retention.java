package io.quictransport.internal.peer;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTimer;

/**
 * Forgets a peer that nobody dials from here when its time to return is over and nothing
 * that was admitted of it is at work any more: until then its limits, its order and its
 * identity are needed. Confined to the event loop.
 */
final class Retention {

	/** How long a peer that may return is remembered though nothing of it is open. */
	static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(60);

	/** Nor does a peer that states long time-outs stay for longer than this. */
	private static final long MOST_NANOS = TimeUnit.HOURS.toNanos(1);

	private final Runnable forget;

	private final Consumer<Runnable> whenIdle;

	private final LoopTimer timer;

	/** Whether the time is over. */
	private boolean due;

	/**
	 * Makes one that does not run yet.
	 * @param loop where it runs
	 * @param whenIdle runs an action on the loop as soon as nothing of the peer is at
	 * work
	 * @param forget lets go of all that is known of the peer
	 */
	Retention(LoopTasks loop, Consumer<Runnable> whenIdle, Runnable forget) {
		this.forget = forget;
		this.whenIdle = whenIdle;
		this.timer = new LoopTimer(loop, this::timeOver);
	}

	/**
	 * Has the peer forgotten after a delay, at once if that is nothing, when its work has
	 * ended.
	 */
	void begin(long nanos) {
		stop();
		if (nanos <= 0) {
			timeOver();
		}
		else {
			this.timer.set(Math.min(nanos, MOST_NANOS));
		}
	}

	private void timeOver() {
		this.due = true;
		this.whenIdle.accept(this::idle);
	}

	private void idle() {
		if (this.due) {
			this.due = false;
			this.forget.run();
		}
	}

	/** The peer is back, or wanted again. */
	void stop() {
		this.due = false;
		this.timer.cancel();
	}

}

package io.quictransport.internal.peer;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;

/**
 * Forgets a peer that is not dialled from here when its time to return is over and no
 * admitted work of it is running: until then its limits, its order and its identity are
 * needed. Confined to the event loop.
 */
final class Retention {

	/** How long a peer that may return is remembered with nothing of it open. */
	static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(60);

	/** The upper limit, also for a peer that states long timeouts. */
	private static final long MOST_NANOS = TimeUnit.HOURS.toNanos(1);

	private final Runnable forget;

	private final Consumer<Runnable> whenIdle;

	private final LoopTimer timer;

	/** Whether the time is over. */
	private boolean due;

	/**
	 * Makes a retention that has not begun.
	 * @param loop the event loop
	 * @param whenIdle runs an action on the loop as soon as no work of the peer is
	 * running
	 * @param forget drops everything known about the peer
	 */
	Retention(LoopTasks loop, Consumer<Runnable> whenIdle, Runnable forget) {
		this.forget = forget;
		this.whenIdle = whenIdle;
		this.timer = new LoopTimer(loop, this::timeOver);
	}

	/**
	 * Forgets the peer after a delay, immediately if that is 0, once its work has ended.
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

	/** The peer has returned, or is wanted again. */
	void stop() {
		this.due = false;
		this.timer.cancel();
	}

}

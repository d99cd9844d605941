package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;

/**
 * Watches many deadlines with one timer: it fires at the earliest one, checks all of
 * them, and is set to the earliest that remains. This is cheaper than a timer per
 * message, since most are answered long before. Confined to the event loop.
 */
final class DeadlineSweep {

	/** Deadlines that are this close together are checked together. */
	private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(10);

	private final LongSupplier clock;

	private final LongUnaryOperator sweep;

	private final LoopTimer timer;

	private long firesAt;

	/**
	 * Makes a sweep.
	 * @param loop the event loop
	 * @param clock the monotonic time that the deadlines are of
	 * @param sweep ends what is due at the given time; returns the nanoseconds until the
	 * earliest remaining deadline, Long.MAX_VALUE if there is none
	 */
	DeadlineSweep(LoopTasks loop, LongSupplier clock, LongUnaryOperator sweep) {
		this.clock = clock;
		this.timer = new LoopTimer(loop, this::fire);
		this.sweep = sweep;
	}

	/** Ensures that a deadline is checked when it is due. */
	void expect(long deadline) {
		if (!this.timer.isSet() || deadline - this.firesAt < -GRAIN) {
			schedule(deadline - this.clock.getAsLong());
		}
	}

	/** No deadlines remain to be checked. */
	void stop() {
		this.timer.cancel();
	}

	private void schedule(long delay) {
		long wait = Math.max(GRAIN, delay);
		this.firesAt = this.clock.getAsLong() + wait;
		this.timer.set(wait);
	}

	private void fire() {
		// A sweep that fails is repeated: it may have left something that is due.
		long left = 0;
		try {
			left = this.sweep.applyAsLong(this.clock.getAsLong());
		}
		finally {
			if (left != Long.MAX_VALUE && !this.timer.isSet()) {
				schedule(left);
			}
		}
	}

}

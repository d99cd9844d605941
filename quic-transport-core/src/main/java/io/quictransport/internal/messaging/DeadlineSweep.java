package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTimer;

/**
 * Watches many deadlines with one timer: it fires at the earliest one, looks at all, and
 * is set to the earliest of the rest. Cheaper than a timer per message, since most are
 * answered long before. Confined to the event loop.
 */
final class DeadlineSweep {

	/** Deadlines that are this close together are looked at in one go. */
	private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(10);

	private final LongSupplier clock;

	private final LongUnaryOperator sweep;

	private final LoopTimer timer;

	private long firesAt;

	/**
	 * Makes a watch.
	 * @param loop where it runs
	 * @param clock the monotonic time that the deadlines are of
	 * @param sweep ends what is due, given the time now; returns the nanoseconds until
	 * the earliest deadline that is left, Long.MAX_VALUE if none is
	 */
	DeadlineSweep(LoopTasks loop, LongSupplier clock, LongUnaryOperator sweep) {
		this.clock = clock;
		this.timer = new LoopTimer(loop, this::fire);
		this.sweep = sweep;
	}

	/** Makes sure that a deadline is looked at when it is due. */
	void expect(long deadline) {
		if (!this.timer.isSet() || deadline - this.firesAt < -GRAIN) {
			schedule(deadline - this.clock.getAsLong());
		}
	}

	/** Nothing is left to be looked at. */
	void stop() {
		this.timer.cancel();
	}

	private void schedule(long delay) {
		long wait = Math.max(GRAIN, delay);
		this.firesAt = this.clock.getAsLong() + wait;
		this.timer.set(wait);
	}

	private void fire() {
		long left = this.sweep.applyAsLong(this.clock.getAsLong());
		if (left != Long.MAX_VALUE && !this.timer.isSet()) {
			schedule(left);
		}
	}

}

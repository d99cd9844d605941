package io.quictransport.nodes;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Represents the deadline of a call, and states how much time is left.
 *
 * @param at when it passes, by the clock
 * @param clock the monotonic time in nanoseconds
 */
record Deadline(long at, LongSupplier clock) {

	/** A longer time could not be added to another; the transport has the same bound. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	static Deadline in(Duration timeout, LongSupplier clock) {
		long nanos = ((timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST).toNanos();
		return new Deadline(clock.getAsLong() + nanos, clock);
	}

	boolean isOver() {
		return this.at - this.clock.getAsLong() <= 0;
	}

	/** The time left, positive. */
	Duration left() {
		return Duration.ofNanos(Math.max(1, this.at - this.clock.getAsLong()));
	}

}

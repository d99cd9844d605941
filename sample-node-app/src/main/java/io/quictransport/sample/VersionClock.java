package io.quictransport.sample;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Gives each write of this node a time that is later than all times it has given or seen:
 * a hybrid logical clock.
 *
 * <p>
 * A plain counter would begin again at a restart, and the first writes after it would
 * lose against earlier ones. So the clock follows the wall clock. If that is behind,
 * because it was set back or is slower than that of another node, the clock advances by
 * the times that other nodes send.
 */
final class VersionClock {

	// Leaves room for a thousand writes in a millisecond before the clock runs ahead.
	private static final long TICKS_PER_MILLISECOND = 1000;

	private final LongSupplier wallMillis;

	private final AtomicLong last = new AtomicLong();

	VersionClock(LongSupplier wallMillis) {
		this.wallMillis = wallMillis;
	}

	/**
	 * Gives the time of a write.
	 * @return microseconds since the epoch, or a little more
	 */
	long next() {
		long wall = atMillis(this.wallMillis.getAsLong());
		return this.last.updateAndGet((last) -> Math.max(last + 1, wall));
	}

	/**
	 * Takes note of a time that another node has given.
	 * @param time the time
	 */
	void observe(long time) {
		this.last.accumulateAndGet(time, Math::max);
	}

	static long atMillis(long epochMillis) {
		return epochMillis * TICKS_PER_MILLISECOND;
	}

}

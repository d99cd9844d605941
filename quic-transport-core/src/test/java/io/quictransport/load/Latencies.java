package io.quictransport.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts how long calls took, in steps of at most a thirty-second of the value, with the
 * same memory for any number of calls. Any thread may use it.
 */
final class Latencies {

	/** Each power of two is counted in so many steps. */
	private static final int STEPS = 32;

	private static final int BITS = Integer.numberOfTrailingZeros(STEPS);

	private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - BITS) * STEPS);

	private final AtomicLong most = new AtomicLong();

	void add(long nanos) {
		this.counts.incrementAndGet(step(Math.max(0, nanos)));
		this.most.accumulateAndGet(nanos, Math::max);
	}

	private static int step(long nanos) {
		int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - BITS - 1);
		return shift * STEPS + (int) (nanos >> shift);
	}

	/** The largest value of a step. */
	private static long largest(int step) {
		int shift = Math.max(0, step / STEPS - 1);
		return ((step - (long) shift * STEPS + 1) << shift) - 1;
	}

	/** Says what was counted, and begins again. */
	String take() {
		long[] taken = new long[this.counts.length()];
		long all = 0;
		for (int i = 0; i < taken.length; i++) {
			taken[i] = this.counts.getAndSet(i, 0);
			all += taken[i];
		}
		return "calls=" + all + " p50_us=" + micros(taken, all / 2) + " p99_us=" + micros(taken, all - all / 100)
				+ " max_us=" + this.most.getAndSet(0) / 1000;
	}

	private static long micros(long[] counts, long rank) {
		long seen = 0;
		for (int i = 0; i < counts.length; i++) {
			seen += counts[i];
			if (seen > 0 && seen >= rank) {
				return largest(i) / 1000;
			}
		}
		return 0;
	}

}

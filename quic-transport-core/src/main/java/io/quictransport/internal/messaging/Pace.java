package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;

/**
 * Measures how long the handlers of one peer take, so that a refused message can state
 * when there may be room. A moving mean; any thread may add, and an update that is lost
 * to another does no harm.
 */
final class Pace {

	private static final long LEAST_MILLIS = 10;

	private static final long MOST_MILLIS = 5000;

	private static final int WEIGHT = 8;

	private volatile long meanNanos = TimeUnit.MILLISECONDS.toNanos(100);

	void took(long nanos) {
		long mean = this.meanNanos;
		this.meanNanos = mean + (nanos - mean) / WEIGHT;
	}

	long retryAfterMillis() {
		return Math.max(LEAST_MILLIS, Math.min(MOST_MILLIS, TimeUnit.NANOSECONDS.toMillis(this.meanNanos)));
	}

}

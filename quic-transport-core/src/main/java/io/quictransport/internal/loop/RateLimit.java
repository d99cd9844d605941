package io.quictransport.internal.loop;

import java.util.concurrent.TimeUnit;

/**
 * Limits how often something may happen: at most one second's worth at once, and the same
 * number per second in the long run. Confined to one thread.
 */
public final class RateLimit {

	private final long nanosEach;

	private final long most;

	private long spentUntil;

	public RateLimit(int perSecond, long now) {
		this(perSecond, TimeUnit.SECONDS.toNanos(1), now);
	}

	private RateLimit(int times, long nanos, long now) {
		this.nanosEach = nanos / times;
		this.most = this.nanosEach * (times - 1L);
		this.spentUntil = now - this.most;
	}

	/** Limits to a number per minute, a minute's worth at once. */
	public static RateLimit perMinute(int times, long now) {
		return new RateLimit(times, TimeUnit.MINUTES.toNanos(1), now);
	}

	/** Whether it may happen now; if so, it counts. */
	public boolean take(long now) {
		if (waitNanos(now) > 0) {
			return false;
		}
		if (now - this.spentUntil > this.most) {
			this.spentUntil = now - this.most;
		}
		this.spentUntil += this.nanosEach;
		return true;
	}

	/** The time until it may happen. */
	public long waitNanos(long now) {
		return Math.max(0, this.spentUntil - now);
	}

}

package io.quictransport.internal.endpoint;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Yields the processor to other threads while a thread polls for work without sleeping,
 * and detects when they keep it: on a busy machine a thread that sleeps is scheduled
 * sooner than one that yields. Confined to one thread.
 */
final class YieldBackoff {

	/**
	 * A thread that does not return the processor within this time has its own work; but
	 * occasionally that is the system.
	 */
	static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/**
	 * The first period without yielding; late returns that are further apart do not count
	 * as frequent.
	 */
	static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(3200);

	private final LongSupplier clock;

	private final Runnable yield;

	private long keptAt;

	private boolean kept;

	private long pausedAt;

	private long pauseNanos;

	YieldBackoff(LongSupplier clock, Runnable yield) {
		this.clock = clock;
		this.yield = yield;
	}

	/** Whether the processor has been returned in time recently. */
	boolean isWorthIt(long now) {
		return this.pauseNanos == 0 || now - this.pausedAt >= this.pauseNanos;
	}

	/** Yields once. */
	void once(long now) {
		this.yield.run();
		long back = this.clock.getAsLong();
		if (back - now > KEPT_NANOS) {
			kept(now, back);
		}
	}

	private void kept(long since, long now) {
		boolean often = now - since >= SHORTEST_PAUSE_NANOS
				|| (this.kept && since - this.keptAt < SHORTEST_PAUSE_NANOS);
		this.kept = true;
		this.keptAt = now;
		if (often) {
			boolean again = this.pauseNanos > 0 && now - this.pausedAt < 4 * this.pauseNanos;
			this.pauseNanos = again ? Math.min(LONGEST_PAUSE_NANOS, 2 * this.pauseNanos) : SHORTEST_PAUSE_NANOS;
			this.pausedAt = now;
		}
	}

}

package io.quictransport.support;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells the time in nanoseconds as the system does until it is halted; from then on only
 * the test moves it. Usable on any thread.
 */
public final class TestClock implements LongSupplier {

	private static final long RUNS = Long.MIN_VALUE;

	private final AtomicLong halted = new AtomicLong(RUNS);

	@Override
	public long getAsLong() {
		long time = this.halted.get();
		return (time != RUNS) ? time : System.nanoTime();
	}

	/** Time stands still from now on. */
	public void halt() {
		this.halted.compareAndSet(RUNS, System.nanoTime());
	}

	/** Moves a clock that was halted. */
	public void advance(Duration time) {
		if (this.halted.get() == RUNS) {
			throw new IllegalStateException("a clock is halted before it is moved");
		}
		this.halted.addAndGet(time.toNanos());
	}

}

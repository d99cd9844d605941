package io.quictransport.benchmarks;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Defines the time in which calls are measured, and holds the state that they share. The
 * first failure ends it; otherwise it is over when all its users have left.
 */
final class Window {

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(15);

	private final int users;

	private final CountDownLatch present;

	private final ConcurrentHistogram nanos = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private volatile boolean over;

	Window(int users) {
		this.users = users;
		this.present = new CountDownLatch(users);
	}

	/** Whether no further call should be made. */
	boolean isOver() {
		return this.over;
	}

	void record(long latencyNanos) {
		this.nanos.recordValue(Math.min(latencyNanos, this.nanos.getHighestTrackableValue()));
	}

	/** A user will make no further call. */
	void leave() {
		this.present.countDown();
	}

	void fail(Throwable reason) {
		this.failure.compareAndSet(null, reason);
		this.over = true;
	}

	/** Waits until all have left, and ends the window after this time. */
	void await(Duration length) throws InterruptedException {
		boolean ended = this.present.await(length.toNanos(), TimeUnit.NANOSECONDS);
		if (!ended) {
			this.over = true;
		}
	}

	/** Waits for what is under way. */
	void drain() throws InterruptedException, TimeoutException, ExecutionException {
		boolean idle = (this.failure.get() != null) || this.present.await(DRAIN_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		Throwable reason = this.failure.get();
		if (reason != null) {
			throw new ExecutionException("a call failed: " + reason, reason);
		}
		if (!idle) {
			throw new TimeoutException(this.present.getCount() + " of " + this.users + " calls were not answered");
		}
	}

	Measurement measurement(long calls, double seconds) {
		return new Measurement(calls, calls / seconds, micros(50), micros(99));
	}

	private double micros(double percentile) {
		return this.nanos.getValueAtPercentile(percentile) / 1e3;
	}

}

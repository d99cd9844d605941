package io.quictransport.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.quictransport.benchmarks.subject.Link;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Runs one kind of call, a fixed number at a time, and measures it. The first failure
 * ends the run.
 */
final class ClosedLoop {

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(15);

	/** With many calls in flight, only one of so many is timed: clocks cost time too. */
	private static final int TIMED_SHARE = 8;

	private final int inFlight;

	private final int timedShare;

	private final Consumer<Link.Completion> call;

	ClosedLoop(int inFlight, Consumer<Link.Completion> call) {
		this.inFlight = inFlight;
		this.timedShare = (inFlight >= TIMED_SHARE) ? TIMED_SHARE : 1;
		this.call = call;
	}

	Measurement run(Duration length) throws InterruptedException, ExecutionException, TimeoutException {
		Window window = new Window();
		List<Slot> slots = IntStream.range(0, this.inFlight).mapToObj((index) -> new Slot(window)).toList();
		CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
		long compiledBefore = compilers.getTotalCompilationTime();
		long start = System.nanoTime();
		slots.forEach(Slot::issue);
		boolean broken = window.idle.await(length.toNanos(), TimeUnit.NANOSECONDS);
		window.over = true;
		double seconds = (System.nanoTime() - start) / 1e9;
		if (!broken && !window.idle.await(DRAIN_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
			throw new TimeoutException(window.idle.getCount() + " of " + this.inFlight + " calls were not answered");
		}
		Throwable failure = window.failure.get();
		if (failure != null) {
			throw new ExecutionException("a call failed: " + failure, failure);
		}
		long calls = slots.stream().mapToLong((slot) -> slot.calls).sum();
		return new Measurement(calls, calls / seconds, window.micros(50), window.micros(99),
				compilers.getTotalCompilationTime() - compiledBefore);
	}

	/**
	 * What all slots of a run share.
	 */
	private final class Window {

		private final CountDownLatch idle = new CountDownLatch(ClosedLoop.this.inFlight);

		private final ConcurrentHistogram nanos = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);

		private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

		private volatile boolean over;

		private double micros(double percentile) {
			return this.nanos.getValueAtPercentile(percentile) / 1e3;
		}

	}

	/**
	 * One call after another.
	 */
	private final class Slot implements Link.Completion {

		private final Window window;

		private long calls;

		private boolean timed;

		private long startNanos;

		private Slot(Window window) {
			this.window = window;
		}

		private void issue() {
			this.timed = this.calls % ClosedLoop.this.timedShare == 0;
			if (this.timed) {
				this.startNanos = System.nanoTime();
			}
			ClosedLoop.this.call.accept(this);
		}

		@Override
		public void completed() {
			if (this.timed) {
				this.window.nanos.recordValue(System.nanoTime() - this.startNanos);
			}
			if (this.window.over) {
				this.window.idle.countDown();
				return;
			}
			this.calls++;
			issue();
		}

		@Override
		public void failed(Throwable reason) {
			this.window.failure.compareAndSet(null, reason);
			this.window.over = true;
			this.window.idle.countDown();
		}

	}

}

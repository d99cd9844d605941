package io.quictransport.benchmarks;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.quictransport.benchmarks.subject.Link;

/**
 * Makes calls at a fixed rate, whether or not earlier calls have been answered. Each
 * latency is measured from the time at which its call was due, so a stall counts for all
 * calls that it delayed (no coordinated omission).
 */
final class FixedRate {

	private final int perSecond;

	private final Consumer<Link.Completion> call;

	FixedRate(int perSecond, Consumer<Link.Completion> call) {
		this.perSecond = perSecond;
		this.call = call;
	}

	Measurement run(Duration length) throws InterruptedException, ExecutionException, TimeoutException {
		int calls = (int) Math.max(1, this.perSecond * length.toMillis() / 1000);
		double gap = 1e9 / this.perSecond;
		Window window = new Window(calls);
		AtomicLong done = new AtomicLong();
		long start = System.nanoTime();
		for (int i = 0; i < calls && !window.isOver(); i++) {
			long due = start + (long) (i * gap);
			for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
				LockSupport.parkNanos(early);
			}
			this.call.accept(new Due(window, due, done));
		}
		window.drain();
		return window.measurement(done.get(), (System.nanoTime() - start) / 1e9);
	}

	/**
	 * A call that was due at some time.
	 *
	 * @param window where it counts
	 * @param nanos when it was due
	 * @param done how many have been answered
	 */
	private record Due(Window window, long nanos, AtomicLong done) implements Link.Completion {

		@Override
		public void completed() {
			this.window.record(Math.max(0, System.nanoTime() - this.nanos));
			this.done.incrementAndGet();
			this.window.leave();
		}

		@Override
		public void failed(Throwable reason) {
			this.window.fail(reason);
			this.window.leave();
		}

	}

}

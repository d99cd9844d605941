package io.quictransport.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.quictransport.benchmarks.subject.Link;

/**
 * Makes one kind of call with a fixed number in flight: whenever one is answered, the
 * next one is sent.
 */
final class ClosedLoop {

	/** With more calls in flight, only a share is timed: clocks cost time too. */
	private static final int ALL_TIMED = 64;

	private static final int TIMED_SHARE = 8;

	private final int timedShare;

	private final List<Consumer<Link.Completion>> calls;

	ClosedLoop(int inFlight, Consumer<Link.Completion> call) {
		this(IntStream.range(0, inFlight).mapToObj((index) -> call).toList());
	}

	/**
	 * Runs different calls.
	 * @param calls the calls, each of which is kept under way
	 */
	ClosedLoop(List<Consumer<Link.Completion>> calls) {
		this.calls = calls;
		this.timedShare = (calls.size() > ALL_TIMED) ? TIMED_SHARE : 1;
	}

	Measurement run(Duration length) throws InterruptedException, ExecutionException, TimeoutException {
		Window window = new Window(this.calls.size());
		List<Slot> slots = this.calls.stream().map((call) -> new Slot(window, call)).toList();
		long start = System.nanoTime();
		slots.forEach(Slot::issue);
		window.await(length);
		double seconds = (System.nanoTime() - start) / 1e9;
		window.drain();
		return window.measurement(slots.stream().mapToLong((slot) -> slot.done).sum(), seconds);
	}

	/**
	 * One call after another.
	 */
	private final class Slot implements Link.Completion {

		private final Window window;

		private final Consumer<Link.Completion> call;

		private long done;

		private boolean timed;

		private long startNanos;

		private Slot(Window window, Consumer<Link.Completion> call) {
			this.window = window;
			this.call = call;
		}

		private void issue() {
			this.timed = this.done % ClosedLoop.this.timedShare == 0;
			if (this.timed) {
				this.startNanos = System.nanoTime();
			}
			this.call.accept(this);
		}

		@Override
		public void reached() {
			if (this.timed) {
				this.timed = false;
				this.window.record(System.nanoTime() - this.startNanos);
			}
		}

		@Override
		public void completed() {
			reached();
			if (this.window.isOver()) {
				this.window.leave();
				return;
			}
			this.done++;
			issue();
		}

		@Override
		public void failed(Throwable reason) {
			this.window.fail(reason);
			this.window.leave();
		}

	}

}

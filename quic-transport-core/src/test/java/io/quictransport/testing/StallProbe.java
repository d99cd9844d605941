package io.quictransport.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures stalls with a thread that alternates between sleep and a little work, as an
 * event loop does: whatever keeps it from running keeps the code under test from running,
 * too.
 */
final class StallProbe implements AutoCloseable {

	private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** A thread that only slept would be preferred by the scheduler. */
	private static final long WORK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	private final Clock clock;

	private final Stalls stalls;

	/** Confined to the thread that looks. */
	private long last;

	private volatile boolean stopped;

	StallProbe(Clock clock) {
		this.clock = clock;
		this.last = clock.nanoTime();
		this.stalls = new Stalls(this.last);
	}

	/** Begins to measure on a thread of its own, until it is closed. */
	static StallProbe start() {
		StallProbe probe = new StallProbe(new SystemClock());
		Thread thread = new Thread(probe::run, "stall-probe");
		thread.setDaemon(true);
		thread.start();
		return probe;
	}

	private void run() {
		try {
			while (!this.stopped) {
				look();
			}
		}
		finally {
			this.stalls.end();
		}
	}

	/** Sleeps and works once, and notes by how much that took too long. */
	void look() {
		this.clock.sleep(SLEEP_NANOS);
		this.clock.work(WORK_NANOS);
		long now = this.clock.nanoTime();
		this.stalls.ran(this.last + SLEEP_NANOS + WORK_NANOS, now);
		this.last = now;
	}

	Stalls stalls() {
		return this.stalls;
	}

	@Override
	public void close() {
		this.stopped = true;
	}

	/**
	 * What a probe measures with.
	 */
	interface Clock {

		long nanoTime();

		/** Gives the processor away for this long. */
		void sleep(long nanos);

		/** Keeps a processor busy for this long. */
		void work(long nanos);

	}

	private static final class SystemClock implements Clock {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public void sleep(long nanos) {
			LockSupport.parkNanos(nanos);
		}

		@Override
		public void work(long nanos) {
			long begun = System.nanoTime();
			while (System.nanoTime() - begun < nanos) {
				Thread.onSpinWait();
			}
		}

	}

}

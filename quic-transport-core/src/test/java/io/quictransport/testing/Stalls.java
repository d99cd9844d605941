package io.quictransport.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Records when the machine kept this JVM from running: other processes had the
 * processors, the virtual machine was paused, garbage was collected. A bound in real time
 * applies to the time in which the JVM did run, so a test adds the stalls to it. All
 * stalls of an interval count, not only the longest, because an operation of many steps
 * may wait at each of them. Times are those of {@link System#nanoTime()}; any thread may
 * ask, but one that must not block should leave it to another, because each query waits
 * until the probe has measured beyond the requested time.
 */
public final class Stalls {

	/** Less than this is how a machine at rest keeps time. */
	static final long NOISE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	/** Guarded by this. */
	private final List<Stall> stalls = new ArrayList<>();

	private final long begun;

	/** Guarded by this. */
	private long seenUntil;

	/** Guarded by this. */
	private boolean ended;

	Stalls(long begun) {
		this.begun = begun;
		this.seenUntil = begun;
	}

	/** Notes that the probe runs, and when it should have. */
	synchronized void ran(long dueAt, long now) {
		if (now - dueAt >= NOISE_NANOS) {
			this.stalls.add(new Stall(dueAt, now, sum()));
		}
		this.seenUntil = now;
		notifyAll();
	}

	/** Notes that the probe looks no more. */
	synchronized void end() {
		this.ended = true;
		notifyAll();
	}

	/**
	 * Extends a bound by all stalls since the test began.
	 * @param bound what holds on a machine that does nothing else
	 * @return what holds on this one, up to now
	 */
	public Duration allow(Duration bound) {
		return allow(bound, this.begun);
	}

	/**
	 * Extends a bound by all stalls since some time.
	 * @param bound what holds on a machine that does nothing else
	 * @param from when the bound began to count
	 * @return what holds on this one, up to now
	 */
	public Duration allow(Duration bound, long from) {
		return bound.plus(within(from, System.nanoTime()));
	}

	/**
	 * Tells how much of an interval the JVM could use.
	 * @param from when the interval begins
	 * @param to when it ends
	 * @return its length without the stalls in it
	 */
	public Duration running(long from, long to) {
		return Duration.ofNanos(to - from).minus(within(from, to));
	}

	/**
	 * Adds up the stalls in an interval.
	 * @param from when the interval begins
	 * @param to when it ends
	 * @return how much of it was stalled
	 */
	public synchronized Duration within(long from, long to) {
		awaitProbe(to);
		return Duration.ofNanos(stalledBefore(to) - stalledBefore(from));
	}

	private long stalledBefore(long time) {
		int least = 0;
		for (int most = this.stalls.size(); least < most;) {
			int middle = (least + most) >>> 1;
			if (this.stalls.get(middle).to() - time < 0) {
				least = middle + 1;
			}
			else {
				most = middle;
			}
		}
		return (least == this.stalls.size()) ? sum() : this.stalls.get(least).stalledBefore(time);
	}

	private long sum() {
		return this.stalls.isEmpty() ? 0 : this.stalls.get(this.stalls.size() - 1).stalledAfter();
	}

	/** A stall that goes on is not known before the probe runs again. */
	private void awaitProbe(long time) {
		boolean interrupted = false;
		while (!this.ended && this.seenUntil - time < 0) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The longest single stall since the test began.
	 * @return zero if there was none
	 */
	public synchronized Duration longest() {
		return Duration.ofNanos(this.stalls.stream().mapToLong((stall) -> stall.to() - stall.from()).max().orElse(0));
	}

	/**
	 * All stalls since the test began.
	 * @return their sum
	 */
	public synchronized Duration total() {
		return Duration.ofNanos(sum());
	}

	/**
	 * Waits for something that must happen within a bound, and as much longer as the
	 * machine stalls meanwhile.
	 * @param what what must happen, for the failure
	 * @param bound how long it may take on a machine that does nothing else
	 * @param condition whether it has happened
	 * @return how long it took, without the stalls
	 * @throws AssertionError if it has not happened in time
	 */
	public Duration await(String what, Duration bound, BooleanSupplier condition) {
		long from = System.nanoTime();
		while (true) {
			long asked = System.nanoTime();
			if (condition.getAsBoolean()) {
				return running(from, asked);
			}
			if (running(from, asked).compareTo(bound) > 0) {
				throw new AssertionError(what + ": not within " + bound + " and " + within(from, asked)
						+ " in which the machine was stalled");
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	@Override
	public String toString() {
		return "longest stall " + longest().toMillis() + " ms, " + total().toMillis() + " ms in all";
	}

	/**
	 * An interval in which the JVM did not run.
	 *
	 * @param from when it should have run
	 * @param to when it did
	 * @param sum of the stalls before it
	 */
	private record Stall(long from, long to, long sum) {

		long stalledBefore(long time) {
			return this.sum + Math.max(0, time - this.from);
		}

		long stalledAfter() {
			return this.sum + this.to - this.from;
		}

	}

}

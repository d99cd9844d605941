package io.quictransport.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Times many calls, one after another, and computes their percentiles. For one thread.
 */
public final class Timings {

	private final Stalls stalls;

	private final List<long[]> intervals = new ArrayList<>();

	/**
	 * Begins with none.
	 * @param stalls when the machine was stalled
	 */
	public Timings(Stalls stalls) {
		this.stalls = stalls;
	}

	/**
	 * Makes a call and notes how long it took.
	 * @param call what to do
	 */
	public void time(Runnable call) {
		long begun = System.nanoTime();
		call.run();
		this.intervals.add(new long[] { begun, System.nanoTime() });
	}

	/**
	 * Tells how many calls were made.
	 * @return their number
	 */
	public int count() {
		return this.intervals.size();
	}

	/**
	 * Tells within which time most calls have ended.
	 * @param percent how many of a hundred, below 100
	 * @return what no more than the others took at least
	 */
	public Duration percentile(int percent) {
		return percentile(percent, (interval) -> Duration.ofNanos(interval[1] - interval[0]));
	}

	/**
	 * Tells within which time most calls would have ended on a machine that does nothing
	 * else: less than they took, because a call may have waited for something else while
	 * the machine was stalled. Compare it with a bound or with another
	 * {@link #percentile}.
	 * @param percent how many of a hundred, below 100
	 * @return what no more than the others took at least, stalls not counted
	 */
	public Duration percentileWithoutStalls(int percent) {
		return percentile(percent, (interval) -> this.stalls.running(interval[0], interval[1]));
	}

	private Duration percentile(int percent, Function<long[], Duration> length) {
		List<Duration> sorted = this.intervals.stream().map(length).sorted().toList();
		return sorted.get((int) (sorted.size() * (long) percent / 100));
	}

}

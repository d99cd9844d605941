package io.quictransport.process;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Compares the median of the first third of a process's samples with that of the last
 * third, which single spikes do not change.
 *
 * @param first the median of the first third
 * @param last the median of the last third
 * @param most the largest of all
 */
record Trend(long first, long last, long most) {

	static <T> Trend of(List<T> samples, ToLongFunction<T> figure) {
		int third = samples.size() / 3;
		if (third == 0) {
			throw new AssertionError("too few samples: " + samples);
		}
		List<Long> values = samples.stream().map(figure::applyAsLong).toList();
		return new Trend(median(values.subList(0, third)), median(values.subList(values.size() - third, values.size())),
				values.stream().mapToLong(Long::longValue).max().orElseThrow());
	}

	private static long median(List<Long> values) {
		return values.stream().sorted().toList().get(values.size() / 2);
	}

	long growth() {
		return this.last - this.first;
	}

	/**
	 * The growth in percent of the first value for each hour.
	 * @param hours from the first sample to the last; two thirds of it lie between the
	 * medians
	 */
	double percentPerHour(double hours) {
		return 100.0 * growth() / this.first / (hours * 2 / 3);
	}

}

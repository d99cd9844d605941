package io.quictransport.benchmarks;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * What comes out when the rounds of one subject are set against those of another, each
 * with the one beside it.
 *
 * @param median the middle
 * @param min the smallest
 * @param max the largest
 */
record Spread(double median, double min, double max) {

	static Spread of(List<Round> one, List<Round> other, ToDoubleBiFunction<Round, Round> value) {
		double[] sorted = IntStream.range(0, Math.min(one.size(), other.size()))
			.mapToDouble((round) -> value.applyAsDouble(one.get(round), other.get(round)))
			.sorted()
			.toArray();
		return new Spread(Median.of(sorted), sorted[0], sorted[sorted.length - 1]);
	}

}

package io.quictransport.benchmarks;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * Summarizes the comparison of two subjects, round by round: each round with the adjacent
 * one of the other subject.
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

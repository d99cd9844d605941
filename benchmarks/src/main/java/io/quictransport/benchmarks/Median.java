package io.quictransport.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Computes the median of numbers.
 */
final class Median {

	private Median() {
	}

	static double of(double[] sorted) {
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	static double of(List<Round> rounds, ToDoubleFunction<Round> value) {
		return of(rounds.stream().mapToDouble(value).sorted().toArray());
	}

}

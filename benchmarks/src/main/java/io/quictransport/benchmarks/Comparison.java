package io.quictransport.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * Compares two subjects in one workload by the ratios of their rounds.
 *
 * @param workload the workload's name
 * @param metric what is compared
 * @param against what the ratio is called in the report
 * @param median the median of the rounds' ratios
 * @param min the smallest ratio
 * @param max the largest ratio
 */
record Comparison(String workload, Metric metric, String against, double median, double min, double max) {

	static Comparison of(Workload workload, String against, List<Round> one, List<Round> other) {
		Spread ratios = Spread.of(one, other, workload.metric()::ratio);
		return new Comparison(workload.name(), workload.metric(), against, ratios.median(), ratios.min(), ratios.max());
	}

	String ratioLine() {
		return String.format(Locale.ROOT, "RATIO %s %s %.2f %.2f %.2f", this.workload, this.against, this.median,
				this.min, this.max);
	}

}

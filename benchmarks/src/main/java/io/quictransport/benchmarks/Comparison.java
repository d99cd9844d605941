package io.quictransport.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What two subjects reached with one workload, round by round.
 *
 * @param workload the workload's name
 * @param oursName the name of the one subject
 * @param peerName the name of the other
 * @param ours what the one reached, one for each round
 * @param peer what the other reached, one for each round
 */
record Comparison(String workload, String oursName, String peerName, List<Measurement> ours, List<Measurement> peer) {

	static final String TABLE_HEAD = String.format("%-14s %-10s %12s %12s %12s %10s %10s", "workload", "subject",
			"median/s", "min/s", "max/s", "p50 us", "p99 us");

	/**
	 * The table's rows: each subject's rates and latencies.
	 */
	List<String> rows() {
		return List.of(row(this.oursName, this.ours), row(this.peerName, this.peer));
	}

	/**
	 * The ratio of the rates, the subjects of each round against each other.
	 */
	String ratioLine() {
		double[] ratios = IntStream.range(0, this.ours.size())
			.mapToDouble((round) -> this.ours.get(round).perSecond() / this.peer.get(round).perSecond())
			.sorted()
			.toArray();
		return String.format(Locale.ROOT, "RATIO %s %s %.2f %.2f %.2f", this.workload, this.peerName, median(ratios),
				ratios[0], ratios[ratios.length - 1]);
	}

	private String row(String subject, List<Measurement> measurements) {
		double[] rates = sorted(measurements, Measurement::perSecond);
		return String.format(Locale.ROOT, "%-14s %-10s %12.0f %12.0f %12.0f %10.0f %10.0f", this.workload, subject,
				median(rates), rates[0], rates[rates.length - 1], median(sorted(measurements, Measurement::p50Micros)),
				median(sorted(measurements, Measurement::p99Micros)));
	}

	private static double[] sorted(List<Measurement> measurements, ToDoubleFunction<Measurement> value) {
		return measurements.stream().mapToDouble(value).sorted().toArray();
	}

	private static double median(double[] sorted) {
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}

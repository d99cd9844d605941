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
record Comparison(String workload, String oursName, String peerName, List<Round> ours, List<Round> peer) {

	static final String TABLE_HEAD = String.format("%-14s %-8s %10s %10s %10s %9s %9s %13s %13s", "workload", "subject",
			"median/s", "min/s", "max/s", "p50 us", "p99 us", "client cpu us", "server cpu us");

	/**
	 * The table's rows: each subject's rates, latencies and CPU time per message.
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

	private String row(String subject, List<Round> rounds) {
		double[] rates = sorted(rounds, Round::perSecond);
		return String.format(Locale.ROOT, "%-14s %-8s %10.0f %10.0f %10.0f %9.0f %9.0f %13.2f %13.2f", this.workload,
				subject, median(rates), rates[0], rates[rates.length - 1],
				median(sorted(rounds, (round) -> round.reached().p50Micros())),
				median(sorted(rounds, (round) -> round.reached().p99Micros())),
				median(sorted(rounds, Round::clientCpuMicros)), median(sorted(rounds, Round::serverCpuMicros)));
	}

	private static double[] sorted(List<Round> rounds, ToDoubleFunction<Round> value) {
		return rounds.stream().mapToDouble(value).sorted().toArray();
	}

	private static double median(double[] sorted) {
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}

package io.quictransport.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Holds the results of one subject in one workload: medians over its rounds.
 *
 * @param workload the workload's name
 * @param subject the subject's name
 * @param perSecond messages per second
 * @param min the lowest rate of a round
 * @param max the highest rate of a round
 * @param p50Micros the median latency
 * @param p99Micros the 99th percentile of the latency
 * @param client what a message costs the client process
 * @param server what a message costs the server process
 */
record Row(String workload, String subject, double perSecond, double min, double max, double p50Micros,
		double p99Micros, Round.Cost client, Round.Cost server) {

	static final String HEAD = String.format("%-20s %-15s %10s %10s %10s %9s %9s %13s %13s %12s %12s", "workload",
			"subject", "median/s", "min/s", "max/s", "p50 us", "p99 us", "client cpu us", "server cpu us",
			"client bytes", "server bytes");

	static Row of(String workload, String subject, List<Round> rounds) {
		DoubleStream.Builder rates = DoubleStream.builder();
		rounds.forEach((round) -> rates.add(round.perSecond()));
		double[] sorted = rates.build().sorted().toArray();
		return new Row(workload, subject, Median.of(sorted), sorted[0], sorted[sorted.length - 1],
				Median.of(rounds, (round) -> round.reached().p50Micros()),
				Median.of(rounds, (round) -> round.reached().p99Micros()),
				new Round.Cost(Median.of(rounds, (round) -> round.client().cpuMicros()),
						Median.of(rounds, (round) -> round.client().bytes())),
				new Round.Cost(Median.of(rounds, (round) -> round.server().cpuMicros()),
						Median.of(rounds, (round) -> round.server().bytes())));
	}

	String line() {
		return String.format(Locale.ROOT, "%-20s %-15s %10.0f %10.0f %10.0f %9.0f %9.0f %13.2f %13.2f %12.0f %12.0f",
				this.workload, this.subject, this.perSecond, this.min, this.max, this.p50Micros, this.p99Micros,
				this.client.cpuMicros(), this.server.cpuMicros(), this.client.bytes(), this.server.bytes());
	}

}

package io.quictransport.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * Compares the CPU time that two subjects spend on each message, in microseconds.
 *
 * @param workload the workload's name
 * @param subject who spends more
 * @param against whom it is compared with
 * @param client the difference of the client processes
 * @param server the difference of the server processes
 */
record AddedCost(String workload, String subject, String against, Spread client, Spread server) {

	static AddedCost of(Workload workload, String subject, List<Round> one, String against, List<Round> other) {
		return new AddedCost(workload.name(), subject, against,
				Spread.of(one, other, (round, base) -> round.client().cpuMicros() - base.client().cpuMicros()),
				Spread.of(one, other, (round, base) -> round.server().cpuMicros() - base.server().cpuMicros()));
	}

	String line() {
		return String.format(Locale.ROOT, "ADDED %s %s %s client %.2f %.2f %.2f server %.2f %.2f %.2f us",
				this.workload, this.subject, this.against, this.client.median(), this.client.min(), this.client.max(),
				this.server.median(), this.server.min(), this.server.max());
	}

}

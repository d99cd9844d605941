package io.quictransport.benchmarks;

import java.io.IOException;
import java.time.Duration;

/**
 * Holds the resources that a process has used so far.
 *
 * @param cpu CPU time
 * @param bytes what its threads have allocated on the heap
 */
record Spent(Duration cpu, long bytes) {

	static Spent by(AgentProcess process) throws IOException, InterruptedException {
		return new Spent(process.cpuTime(), Long.parseLong(process.ask(Agent.ALLOCATED)));
	}

	/** What each of so many messages has cost since then. */
	Round.Cost since(Spent before, long messages) {
		return new Round.Cost(this.cpu.minus(before.cpu).toNanos() / 1e3 / messages,
				(double) (this.bytes - before.bytes) / messages);
	}

}

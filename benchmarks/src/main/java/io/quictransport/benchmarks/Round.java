package io.quictransport.benchmarks;

/**
 * One round of one subject: what it reached and what it cost.
 *
 * @param reached what the client measured
 * @param clientCpuMicros the client process's CPU time per message
 * @param serverCpuMicros the server process's CPU time per message
 */
record Round(Measurement reached, double clientCpuMicros, double serverCpuMicros) {

	double perSecond() {
		return this.reached.perSecond();
	}

}

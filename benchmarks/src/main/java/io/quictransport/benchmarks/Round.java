package io.quictransport.benchmarks;

/**
 * Holds the results of one round of one subject and the cost of each message.
 *
 * @param reached what the client measured
 * @param client what the client process spent on each message
 * @param server what the server process spent on each message
 */
record Round(Measurement reached, Cost client, Cost server) {

	double perSecond() {
		return this.reached.perSecond();
	}

	/**
	 * What one process spends on one message.
	 *
	 * @param cpuMicros CPU time
	 * @param bytes what its threads allocate on the heap
	 */
	record Cost(double cpuMicros, double bytes) {

	}

}

package io.quictransport.benchmarks;

/**
 * Holds the results of a workload in one window, as the client measured them.
 *
 * @param calls how many messages were completed
 * @param perSecond messages per second
 * @param p50Micros the median latency
 * @param p99Micros the 99th percentile of the latency
 */
record Measurement(long calls, double perSecond, double p50Micros, double p99Micros) {

	static Measurement parse(String line) {
		String[] parts = line.split(" ");
		return new Measurement(Long.parseLong(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]),
				Double.parseDouble(parts[3]));
	}

	String toLine() {
		return this.calls + " " + this.perSecond + " " + this.p50Micros + " " + this.p99Micros;
	}

}

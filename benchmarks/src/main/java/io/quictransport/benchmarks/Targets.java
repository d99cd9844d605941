package io.quictransport.benchmarks;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Defines the target ratios of the transport.
 */
final class Targets {

	private static final Map<String, Double> LEAST = Map.ofEntries(least("echo-64B-64", Subjects.RAW, 0.85),
			least("echo-64B-64-exec", Subjects.RAW, 0.5), least("echo-64B-1024", Subjects.RAW, 0.5),
			least("echo-64B-1", Subjects.RAW, 0.8), least("oneway-1KiB", Subjects.RAW, 0.85),
			least("oneway-64B", Subjects.RAW, 0.4), least("bulk", Subjects.RAW, 0.9),
			least("echo-64B-64", Subjects.RSOCKET, 1.4), least("echo-64B-1024", Subjects.RSOCKET, 2),
			least("echo-64B-64", Subjects.GRPC_UNARY, 4), least("echo-64B-64", Subjects.GRPC_BIDI, 2.5),
			least("oneway-64B", Subjects.RSOCKET, 4), least("oneway-64B", Subjects.GRPC_BIDI, 4),
			least("loss1-echo-64", Subjects.TCP_TLS, 2), least("loss1-echo-64", Subjects.GRPC_UNARY, 3),
			least("loss1-rtt10-echo-8", Subjects.ONE_LANE, 2), least("handshake", Subjects.RAW, 0.9),
			least("peers-100", Subjects.RAW, 0.8));

	/** What the starter may spend on each call, in microseconds of CPU of each side. */
	static final double MOST_ADDED_MICROS = 3;

	private Targets() {
	}

	/**
	 * The ratio that is aimed at.
	 * @return the smallest ratio that is good enough, null if there is no such aim
	 */
	static @Nullable Double of(String workload, String peer) {
		return LEAST.get(key(workload, peer));
	}

	private static Map.Entry<String, Double> least(String workload, String peer, double ratio) {
		return Map.entry(key(workload, peer), ratio);
	}

	private static String key(String workload, String peer) {
		return workload + " " + peer;
	}

}

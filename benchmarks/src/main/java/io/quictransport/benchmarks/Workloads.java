package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.quictransport.benchmarks.MessageWorkload.Kind;

/**
 * Lists the workloads, in the order of the report.
 */
final class Workloads {

	/** Stands between a workload's name and the rate at which it sends. */
	static final String RATE_MARK = "@";

	private static final int SMALL = 64;

	private static final int KIB = 1024;

	/** One-way messages that may be unacknowledged; the connection's window at least. */
	private static final int ONE_WAY_IN_FLIGHT = 1024;

	private static final int BULK_IN_FLIGHT = 64;

	private static final int HANDSHAKES_AT_A_TIME = 4;

	private static final int MOST_PEERS = 1000;

	private static final int PEERS_IN_FLIGHT = 1000;

	/** 64 KiB one way, each a message that anything else waits for. */
	private static final int LARGE_IN_FLIGHT = 16;

	/** Every class of the way is loaded when so many peers are there. */
	private static final int IDLE_AT_FIRST = 100;

	/** Echoes over the Spring starter, whose handlers run on the default executor. */
	static final String ANNOTATED = "annotated-echo-64";

	/** Small echoes beside two processes that never sleep. */
	static final String BESIDE_OTHERS = "echo-64B-64-busy";

	static final List<Workload> ALL = all();

	private Workloads() {
	}

	private static List<Workload> all() {
		List<Workload> all = new ArrayList<>();
		MessageWorkload one = MessageWorkload.of("echo-64B-1", Kind.ECHO, SMALL, 1).by(Metric.P50);
		for (MessageWorkload workload : List.of(one.at(Place.ONE_CPU), one.named("echo-64B-1-two-cpus"),
				MessageWorkload.of("echo-64B-64", Kind.ECHO, SMALL, 64),
				MessageWorkload.of("echo-64B-1024", Kind.ECHO, SMALL, 1024),
				MessageWorkload.of("oneway-64B", Kind.ONE_WAY, SMALL, ONE_WAY_IN_FLIGHT),
				MessageWorkload.of("oneway-1KiB", Kind.ONE_WAY, KIB, ONE_WAY_IN_FLIGHT),
				MessageWorkload.of("oneway-64KiB", Kind.ONE_WAY, 64 * KIB, LARGE_IN_FLIGHT))) {
			all.add(workload);
			all.add(workload.onExecutor());
		}
		MessageWorkload bulk = MessageWorkload.of("bulk", Kind.ONE_WAY, 64 * KIB, BULK_IN_FLIGHT);
		all.add(MessageWorkload.of(BESIDE_OTHERS, Kind.ECHO, SMALL, 64).at(Place.BESIDE_OTHERS));
		all.add(bulk);
		all.add(MessageWorkload.of("loss1-echo-64", Kind.ECHO, SMALL, 64).by(Metric.P99).at(Place.LOSS));
		all.add(MessageWorkload.of("loss1-rtt10-echo-8", Kind.ECHO, SMALL, 8).by(Metric.P99).at(Place.LOSS_10_MS));
		all.add(MessageWorkload.of("loss1-rtt100-echo-8", Kind.ECHO, SMALL, 8).by(Metric.P99).at(Place.LOSS_100_MS));
		all.add(bulk.named("rtt10-bulk").at(Place.RTT_10_MS));
		all.add(bulk.named("loss1-bulk").at(Place.LOSS));
		all.add(bulk.named("loss1-rtt10-bulk").at(Place.LOSS_10_MS));
		all.add(bulk.named("loss1-rtt100-bulk").at(Place.LOSS_100_MS));
		all.add(new FirstMessageWorkload("rtt100-first-256KiB", 256 * KIB, Place.RTT_100_MS));
		all.add(new FirstMessageWorkload("loss1-rtt100-first-256KiB", 256 * KIB, Place.LOSS_100_MS));
		all.add(new HandshakeWorkload("handshake", Metric.P50, 1));
		all.add(new HandshakeWorkload("handshake-and-close", Metric.RATE, HANDSHAKES_AT_A_TIME));
		for (int peers = 1; peers <= MOST_PEERS; peers *= 10) {
			all.add(new PeersWorkload("peers-" + peers, peers, PEERS_IN_FLIGHT));
		}
		all.add(MessageWorkload.of(ANNOTATED, Kind.ECHO, SMALL, 64).onExecutor().named(ANNOTATED));
		all.add(new IdlePeersWorkload(IdleRun.WORKLOAD, MOST_PEERS, IDLE_AT_FIRST));
		return List.copyOf(all);
	}

	/**
	 * Finds a workload.
	 * @param name its name; {@code echo-64B-64@20000} is the one of that name at a rate
	 * @return the workload
	 */
	static Workload named(String name) {
		int mark = name.indexOf(RATE_MARK);
		if (mark > 0 && named(name.substring(0, mark)) instanceof MessageWorkload messages) {
			return messages.paced(Integer.parseInt(name.substring(mark + 1)));
		}
		return ALL.stream()
			.filter((workload) -> workload.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"there is no workload " + name + ", only " + ALL.stream().map(Workload::name).toList()));
	}

}

package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Defines the comparisons that are made.
 */
final class Plan {

	private static final List<String> OTHERS = List.of(Subjects.RAW, Subjects.TCP_TLS, Subjects.RSOCKET,
			Subjects.GRPC_UNARY, Subjects.GRPC_BIDI);

	/** Where raw is to be held against what others have measured with one stream. */
	private static final List<String> OTHERS_AND_ONE_STREAM = List.of(Subjects.RAW, Subjects.RAW_ONE_STREAM,
			Subjects.TCP_TLS, Subjects.RSOCKET, Subjects.GRPC_UNARY, Subjects.GRPC_BIDI);

	/** Where it shows what it costs to be woken. */
	private static final List<String> OTHERS_AND_SLEEPING = List.of(Subjects.OURS_SLEEPING, Subjects.RAW,
			Subjects.RAW_SLEEPING, Subjects.TCP_TLS, Subjects.RSOCKET, Subjects.GRPC_UNARY, Subjects.GRPC_BIDI);

	/** Raw is there for the target alone: it has no executor, nor has TCP. */
	private static final List<String> WITH_EXECUTOR = List.of(Subjects.RAW, Subjects.RSOCKET, Subjects.GRPC_UNARY,
			Subjects.GRPC_BIDI);

	/** Who else has many peers at a time. */
	private static final List<String> WITH_MANY_PEERS = List.of(Subjects.RAW, Subjects.TCP_TLS, Subjects.RSOCKET,
			Subjects.GRPC_UNARY);

	private static final Step ANNOTATED = new Step(Workloads.ANNOTATED, Subjects.ANNOTATED,
			List.of(Subjects.CORE, Subjects.ANNOTATED_OBSERVED, Subjects.ANNOTATED_TIMED));

	/** What the targets name, and what the raw codec is compared with. */
	private static final List<Step> TARGETS = List.of(ours("echo-64B-1", Subjects.RAW, Subjects.TCP_TLS),
			ours("echo-64B-64", Subjects.RAW, Subjects.TCP_TLS, Subjects.RSOCKET, Subjects.GRPC_UNARY,
					Subjects.GRPC_BIDI),
			ours("echo-64B-64-exec", Subjects.RAW),
			ours("echo-64B-1024", Subjects.RAW, Subjects.TCP_TLS, Subjects.RSOCKET),
			ours("oneway-64B", Subjects.RAW, Subjects.TCP_TLS, Subjects.RSOCKET, Subjects.GRPC_BIDI),
			ours("oneway-1KiB", Subjects.RAW), ours("bulk", Subjects.RAW, Subjects.TCP_TLS),
			ours("loss1-echo-64", Subjects.TCP_TLS, Subjects.GRPC_UNARY), ours("loss1-rtt10-echo-8", Subjects.ONE_LANE),
			ours("handshake", Subjects.RAW), ours("peers-100", Subjects.RAW), ANNOTATED);

	/** Other peers than most workloads have. */
	private static final Map<String, List<String>> SPECIAL = Map.ofEntries(
			Map.entry("echo-64B-1-two-cpus", OTHERS_AND_SLEEPING),
			Map.entry("echo-64B-64", and(OTHERS_AND_SLEEPING, Subjects.AERON)),
			Map.entry("echo-64B-1024", OTHERS_AND_ONE_STREAM),
			Map.entry("oneway-64B", and(OTHERS_AND_ONE_STREAM, Subjects.AERON)),
			Map.entry("bulk", and(OTHERS, Subjects.AERON)),
			Map.entry("loss1-rtt10-echo-8", List.of(Subjects.ONE_LANE, Subjects.RAW, Subjects.TCP_TLS)),
			Map.entry("loss1-rtt10-bulk", List.of(Subjects.RAW, Subjects.TCP_TLS)),
			Map.entry("handshake", List.of(Subjects.RAW)), Map.entry("handshake-and-close", List.of(Subjects.RAW)),
			Map.entry(Workloads.BESIDE_OTHERS, List.of(Subjects.OURS_SLEEPING, Subjects.RSOCKET, Subjects.GRPC_UNARY)),
			Map.entry("peers-10", WITH_MANY_PEERS),
			Map.entry("peers-100", and(WITH_MANY_PEERS, Subjects.withLoops(2), Subjects.withLoops(4))),
			Map.entry("peers-1000", WITH_MANY_PEERS));

	/**
	 * What the executor adds shows in one row, and what paths do in a comparison of their
	 * own.
	 */
	private static final List<String> LEFT_OUT = List.of("echo-64B-1-exec", "echo-64B-1-two-cpus",
			"echo-64B-1-two-cpus-exec", "echo-64B-1024-exec", "oneway-64B-exec", "oneway-1KiB-exec",
			"oneway-64KiB-exec", "rtt10-bulk", "loss1-bulk", "loss1-rtt100-bulk", "loss1-rtt100-echo-8",
			"rtt100-first-256KiB", "loss1-rtt100-first-256KiB");

	/** Where the algorithm of congestion control may matter. */
	private static final List<String> CONGESTED = List.of("echo-64B-64", "bulk", "rtt10-bulk", "loss1-bulk",
			"loss1-rtt10-bulk", "loss1-rtt100-bulk", "loss1-rtt10-echo-8", "loss1-rtt100-echo-8");

	/** How many lanes to compare: up to as many as the transport admits. */
	private static final List<Integer> LANES = List.of(1, 2, 4, 8, 16, 32);

	/** How many open streams that carry nothing. */
	private static final List<Integer> STREAMS = List.of(16, 32, 64);

	private static final String PEERS = "peers-";

	private Plan() {
	}

	/** The comparisons of the targets. */
	static List<Step> targets() {
		return TARGETS;
	}

	/** Those of the targets without the peers that no target names. */
	static List<Step> quick() {
		return TARGETS.stream()
			.map((step) -> step.equals(ANNOTATED) ? step
					: new Step(step.workload(), step.subject(),
							step.peers().stream().filter((peer) -> Targets.of(step.workload(), peer) != null).toList()))
			.toList();
	}

	/** All comparisons. */
	static List<Step> full() {
		return Workloads.ALL.stream()
			.map(Workload::name)
			.filter((name) -> !name.equals(IdleRun.WORKLOAD))
			.filter((name) -> !name.startsWith(PEERS) || SPECIAL.containsKey(name))
			.filter((name) -> !LEFT_OUT.contains(name))
			.map(Plan::full)
			.toList();
	}

	/**
	 * How cost grows with peers, with lanes, and with open streams that carry nothing.
	 */
	static List<Step> scaling() {
		List<Step> steps = new ArrayList<>();
		Workloads.ALL.stream()
			.map(Workload::name)
			.filter((name) -> name.startsWith(PEERS))
			.forEach((name) -> steps.add(new Step(name, Subjects.OURS, List.of(Subjects.RAW))));
		for (String workload : List.of("echo-64B-64", "echo-64B-1024", "loss1-echo-64")) {
			LANES.forEach((lanes) -> steps.add(new Step(workload, Subjects.withLanes(Subjects.OURS, lanes),
					List.of(Subjects.withLanes(Subjects.RAW, lanes)))));
		}
		STREAMS.forEach((streams) -> steps.add(new Step("echo-64B-64", Subjects.withStreams(Subjects.OURS, streams),
				List.of(Subjects.withStreams(Subjects.RAW, streams)))));
		return steps;
	}

	/**
	 * The default algorithm of congestion control against the others, and the default
	 * window at the start against larger ones.
	 */
	static List<Step> congestion() {
		return Stream
			.concat(CONGESTED.stream().map((name) -> ours(name, Subjects.OURS_BBR, Subjects.TCP_TLS)),
					Stream.of("rtt100-first-256KiB", "loss1-rtt100-first-256KiB")
						.map((name) -> ours(name, Subjects.withInitialWindow(32), Subjects.withInitialWindow(100),
								Subjects.TCP_TLS)))
			.toList();
	}

	/**
	 * The comparisons of one workload.
	 * @param workload its name, which may have a rate
	 * @return the step
	 */
	static Step full(String workload) {
		if (workload.startsWith(Workloads.ANNOTATED)) {
			return new Step(Workloads.named(workload).name(), ANNOTATED.subject(), ANNOTATED.peers());
		}
		List<String> usual = Workloads.named(workload).executor() ? WITH_EXECUTOR : OTHERS;
		return new Step(Workloads.named(workload).name(), Subjects.OURS, SPECIAL.getOrDefault(workload, usual));
	}

	private static List<String> and(List<String> peers, String... more) {
		return Stream.concat(peers.stream(), Stream.of(more)).toList();
	}

	private static Step ours(String workload, String... peers) {
		return new Step(workload, Subjects.OURS, Stream.of(peers).toList());
	}

}

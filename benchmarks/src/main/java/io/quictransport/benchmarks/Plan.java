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
	private static final Map<String, List<String>> SPECIAL = Map.of("echo-64B-1-two-cpus", OTHERS_AND_SLEEPING,
			"echo-64B-64", OTHERS_AND_SLEEPING, "echo-64B-1024", OTHERS_AND_ONE_STREAM, "oneway-64B",
			OTHERS_AND_ONE_STREAM, "loss1-rtt10-echo-8", List.of(Subjects.ONE_LANE, Subjects.RAW, Subjects.TCP_TLS),
			"handshake", List.of(Subjects.RAW), "handshake-and-close", List.of(Subjects.RAW), "peers-100",
			List.of(Subjects.RAW));

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

	private static Step ours(String workload, String... peers) {
		return new Step(workload, Subjects.OURS, Stream.of(peers).toList());
	}

}

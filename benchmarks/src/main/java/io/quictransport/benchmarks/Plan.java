package io.quictransport.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which comparisons are made.
 */
final class Plan {

	private static final List<String> OTHERS = List.of(Subjects.RAW, Subjects.RAW_ONE_STREAM, Subjects.TCP_TLS,
			Subjects.RSOCKET, Subjects.GRPC_UNARY, Subjects.GRPC_BIDI);

	/** What the targets name, and what the raw codec is compared with. */
	private static final List<Step> QUICK = List.of(quick("echo-64B-1", Subjects.RAW, Subjects.TCP_TLS),
			quick("echo-64B-64", Subjects.RAW, Subjects.TCP_TLS, Subjects.RSOCKET, Subjects.GRPC_UNARY,
					Subjects.GRPC_BIDI),
			quick("echo-64B-64-exec", Subjects.RAW),
			quick("echo-64B-1024", Subjects.RAW, Subjects.TCP_TLS, Subjects.RSOCKET),
			quick("oneway-64B", Subjects.RAW, Subjects.TCP_TLS, Subjects.RSOCKET, Subjects.GRPC_BIDI),
			quick("oneway-1KiB", Subjects.RAW, Subjects.TCP_TLS), quick("bulk", Subjects.RAW, Subjects.TCP_TLS));

	private Plan() {
	}

	/** The comparisons of the targets. */
	static List<Step> quick() {
		return QUICK;
	}

	/** All comparisons. */
	static List<Step> full() {
		return Workloads.ALL.stream().map((workload) -> full(workload.name())).toList();
	}

	/**
	 * The comparisons of one workload.
	 * @param workload its name, which may have a rate
	 * @return the step
	 */
	static Step full(String workload) {
		return new Step(Workloads.named(workload).name(), Subjects.OURS, OTHERS);
	}

	private static Step quick(String workload, String... peers) {
		return new Step(workload, Subjects.OURS, Stream.of(peers).toList());
	}

}

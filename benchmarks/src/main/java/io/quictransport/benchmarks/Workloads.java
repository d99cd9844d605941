package io.quictransport.benchmarks;

import java.util.List;

import io.quictransport.benchmarks.ClosedLoopWorkload.Kind;

/**
 * The workloads there are, in the order of the report.
 */
final class Workloads {

	private static final int KIB = 1024;

	/** One-way messages that may be unacknowledged; the connection's window at least. */
	private static final int ONE_WAY_IN_FLIGHT = 1024;

	private static final int BULK_IN_FLIGHT = 64;

	static final List<Workload> ALL = List.of(new ClosedLoopWorkload("echo-64B-64", Kind.ECHO, 64, 64),
			new ClosedLoopWorkload("oneway-1KiB", Kind.ONE_WAY, KIB, ONE_WAY_IN_FLIGHT),
			new ClosedLoopWorkload("bulk", Kind.ONE_WAY, 64 * KIB, BULK_IN_FLIGHT));

	private Workloads() {
	}

	static Workload named(String name) {
		return ALL.stream()
			.filter((workload) -> workload.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"there is no workload " + name + ", only " + ALL.stream().map(Workload::name).toList()));
	}

}

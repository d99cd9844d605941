package io.quictransport.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.quictransport.benchmarks.Site.Role;

/**
 * Measures what it takes until each of many nodes in two fresh processes is connected to
 * each other one, against what as many handshakes of the codec alone take in fresh
 * processes.
 */
final class MeshRun {

	static final int NODES = 40;

	private static final int PROCESSES = 2;

	private static final int CONNECTIONS = NODES * (NODES - 1) / 2;

	private static final String HANDSHAKES = "handshake-and-close";

	private static final int WHOLE_SECONDS = 120;

	private final Path certificates;

	private final Launch launch;

	private final PrintStream out;

	private final Site site = new LocalSite(false);

	MeshRun(Path certificates, Launch launch, PrintStream out) {
		this.certificates = certificates;
		this.launch = launch;
		this.out = out;
	}

	/**
	 * Makes meshes and handshakes in turn.
	 * @param rounds how often
	 * @return a line for the report
	 */
	List<String> run(int rounds) throws IOException, InterruptedException {
		double[] seconds = new double[rounds];
		double[] cpu = new double[rounds];
		double[] ratios = new double[rounds];
		double[] failed = new double[rounds];
		double[] superfluous = new double[rounds];
		for (int round = 0; round < rounds; round++) {
			Made mesh = mesh();
			double bare = bareSeconds(Duration.ofMillis((long) (mesh.seconds * 1000)));
			seconds[round] = mesh.seconds;
			cpu[round] = mesh.cpu.toNanos() / 1e9;
			ratios[round] = cpu[round] / bare;
			failed[round] = (double) mesh.failed / CONNECTIONS;
			superfluous[round] = (double) (mesh.completed - CONNECTIONS) / CONNECTIONS;
			this.out.printf(Locale.ROOT, "[mesh] round %d of %d: %.1f s, %.1f s of CPU, bare handshakes %.1f s%n",
					round + 1, rounds, seconds[round], cpu[round], bare);
		}
		return List.of(String.format(Locale.ROOT,
				"MESH %d nodes: %d connections after %.1f s and %.1f s of CPU, %.2f times that of bare handshakes;"
						+ " for each connection %.2f handshakes failed and %.2f were one too many",
				NODES, CONNECTIONS, median(seconds), median(cpu), median(ratios), median(failed), median(superfluous)));
	}

	private Made mesh() throws IOException, InterruptedException {
		List<AgentProcess> processes = new ArrayList<>();
		try {
			List<String> peers = new ArrayList<>();
			for (int i = 0; i < PROCESSES; i++) {
				AgentProcess process = AgentProcess.start(this.launch, Subjects.OURS, "mesh-" + i, List.of(),
						Agent.MESH, Subjects.OURS, this.certificates.toString(),
						this.site.address(Role.SERVER).getHostAddress(), String.valueOf(i * NODES / PROCESSES),
						String.valueOf(NODES / PROCESSES));
				processes.add(process);
				peers.addAll(List.of(process.answer(WHOLE_SECONDS).split(" ")));
			}
			Duration before = cpu(processes);
			long begun = System.nanoTime();
			for (AgentProcess process : processes) {
				process.tell(Agent.DIAL + String.join(" ", peers));
			}
			long completed = 0;
			long failed = 0;
			for (AgentProcess process : processes) {
				String[] counted = process.answer(WHOLE_SECONDS).split(" ");
				completed += Long.parseLong(counted[0]);
				failed += Long.parseLong(counted[1]);
			}
			return new Made((System.nanoTime() - begun) / 1e9, cpu(processes).minus(before), completed, failed);
		}
		finally {
			for (AgentProcess process : processes) {
				process.close();
			}
		}
	}

	private static Duration cpu(List<AgentProcess> processes) {
		return processes.stream().map(AgentProcess::cpuTime).reduce(Duration.ZERO, Duration::plus);
	}

	/** CPU seconds of as many handshakes of the codec, at both ends. */
	private double bareSeconds(Duration length) throws IOException, InterruptedException {
		try (RunningSubject raw = RunningSubject.start(Subjects.RAW, Workloads.named(HANDSHAKES), this.site,
				this.certificates, this.launch)) {
			Round round = raw.run(length);
			return (round.client().cpuMicros() + round.server().cpuMicros()) * CONNECTIONS / 1e6;
		}
	}

	private static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return Median.of(sorted);
	}

	/**
	 * A mesh that is whole.
	 *
	 * @param seconds how long that took
	 * @param cpu the CPU time of all processes
	 * @param completed the handshakes that succeeded
	 * @param failed those that failed
	 */
	private record Made(double seconds, Duration cpu, long completed, long failed) {
	}

}

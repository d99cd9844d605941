package io.quictransport.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Measures the cost of idle peers at the node to which they are connected: its memory,
 * and the processor time that PINGs and timers take.
 */
final class IdleRun {

	static final String WORKLOAD = "idle-peers-1000";

	private static final double KIB = 1024;

	/** How long connections settle: what is measured is compiled by then. */
	private static final Duration SETTLING = Duration.ofSeconds(40);

	/** How long they idle: each PINGs several times. */
	private static final Duration IDLE = Duration.ofSeconds(40);

	private IdleRun() {
	}

	/**
	 * Runs one subject.
	 * @param subject its name
	 * @param certificates where all identities are
	 * @param launch how its processes are started
	 * @return a line for the report
	 */
	static String run(String subject, Path certificates, Launch launch) throws InterruptedException {
		Workload workload = Workloads.named(WORKLOAD);
		try (Site site = workload.place().open();
				RunningSubject running = RunningSubject.start(subject, workload, site, certificates, launch)) {
			long resident = running.askServer(Agent.RESIDENT);
			long heap = running.askServer(Agent.HEAP);
			long added = running.runOnce();
			long residentNow = running.askServer(Agent.RESIDENT);
			long heapNow = running.askServer(Agent.HEAP);
			Thread.sleep(SETTLING.toMillis());
			long begun = System.nanoTime();
			Duration cpu = running.serverCpu();
			Thread.sleep(IDLE.toMillis());
			double micros = running.serverCpu().minus(cpu).toNanos() / 1e3;
			double seconds = (System.nanoTime() - begun) / 1e9;
			return String.format(Locale.ROOT,
					"IDLE %s %.1f KiB resident, %.1f KiB of heap in use, %.1f us of CPU a second, for each idle peer",
					subject, (residentNow - resident) / KIB / added, (heapNow - heap) / KIB / added,
					micros / seconds / workload.clients());
		}
		catch (IOException ex) {
			return "FAILED idle " + subject + " " + ex.getMessage();
		}
	}

}

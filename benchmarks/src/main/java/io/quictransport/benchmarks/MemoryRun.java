package io.quictransport.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Measures what an idle peer costs the node that it has connected to.
 */
final class MemoryRun {

	static final String WORKLOAD = "idle-peers-1000";

	private static final double KIB = 1024;

	private MemoryRun() {
	}

	/**
	 * Runs one subject.
	 * @param subject its name
	 * @param certificates where all identities are
	 * @return a line for the report
	 */
	static String run(String subject, Path certificates) throws InterruptedException {
		Workload workload = Workloads.named(WORKLOAD);
		try (Site site = workload.place().open();
				RunningSubject running = RunningSubject.start(subject, workload, site, certificates, Launch.PLAIN)) {
			long resident = running.askServer(Agent.RESIDENT);
			long heap = running.askServer(Agent.HEAP);
			long added = running.runOnce();
			long residentNow = running.askServer(Agent.RESIDENT);
			long heapNow = running.askServer(Agent.HEAP);
			return String.format(Locale.ROOT,
					"MEMORY %s %.1f KiB resident, %.1f KiB of heap in use, more for each idle peer", subject,
					(residentNow - resident) / KIB / added, (heapNow - heap) / KIB / added);
		}
		catch (IOException ex) {
			return "FAILED memory " + subject + " " + ex.getMessage();
		}
	}

}

package io.quictransport.process;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Measures how many processors a process has used since this object was made.
 */
final class CpuShare {

	private final Supplier<Duration> used;

	private final Duration usedBefore;

	private final long begun = System.nanoTime();

	/** Of this process, relays included. */
	CpuShare() {
		this(() -> ChildProcess.cpuTime(ProcessHandle.current()));
	}

	CpuShare(ChildProcess process) {
		this(process::cpuTime);
	}

	private CpuShare(Supplier<Duration> used) {
		this.used = used;
		this.usedBefore = used.get();
	}

	/** Processors, such as 0.75, up to now. */
	@Override
	public String toString() {
		double share = (double) this.used.get().minus(this.usedBefore).toNanos() / (System.nanoTime() - this.begun);
		return String.format(Locale.ROOT, "%.2f", share);
	}

}

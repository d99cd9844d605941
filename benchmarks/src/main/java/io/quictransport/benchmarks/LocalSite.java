package io.quictransport.benchmarks;

import java.io.IOException;
import java.net.InetAddress;

/**
 * Runs both processes on this machine, over its loopback interface.
 *
 * @param oneCpu whether all processes share one CPU. Else a message that finds its
 * receiver idle waits for a halted CPU to wake up, which takes several times as long as
 * the message itself and hides what is compared.
 */
record LocalSite(boolean oneCpu) implements Site {

	@Override
	public InetAddress address(Role role) {
		return InetAddress.getLoopbackAddress();
	}

	@Override
	public void settle(long pid) throws IOException, InterruptedException {
		if (this.oneCpu) {
			Command.run("taskset", "-a", "-c", "-p", "0", String.valueOf(pid));
		}
	}

}

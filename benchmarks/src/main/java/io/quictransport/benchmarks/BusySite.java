package io.quictransport.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Shares the machine's processors with two processes of equal priority that never sleep.
 *
 * @param neighbours those processes
 */
record BusySite(List<Process> neighbours) implements Site {

	private static final int NEIGHBOURS = 2;

	static BusySite open() throws IOException {
		List<Process> neighbours = new ArrayList<>();
		for (int i = 0; i < NEIGHBOURS; i++) {
			// It ends with its input, and so with this process.
			neighbours.add(new ProcessBuilder("sh", "-c", "(while :; do :; done) & read end; kill $!").start());
		}
		return new BusySite(List.copyOf(neighbours));
	}

	@Override
	public InetAddress address(Role role) {
		return InetAddress.getLoopbackAddress();
	}

	@Override
	public void close() throws InterruptedException, IOException {
		for (Process neighbour : this.neighbours) {
			neighbour.getOutputStream().close();
			neighbour.waitFor();
		}
	}

}

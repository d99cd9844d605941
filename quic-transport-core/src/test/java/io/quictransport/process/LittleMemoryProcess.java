package io.quictransport.process;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletionException;

import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.TestCertificates;

/**
 * The main class of a process that starts a node, says what has come of it, and ends.
 */
final class LittleMemoryProcess {

	static final String STARTED = "started";

	static final String FAILED = "failed: ";

	private LittleMemoryProcess() {
	}

	/**
	 * Runs.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		QuicTransport node = new QuicTransport(
				new QuicTransportOptions().withIdentity(TestCertificates.create().certificate("node-a").identity())
					.withBindAddress(new InetSocketAddress("127.0.0.1", 0)));
		try {
			node.start().join();
			System.out.println(STARTED);
		}
		catch (CompletionException ex) {
			System.out.println(FAILED + Objects.requireNonNull(ex.getCause()).getMessage());
		}
		System.exit(0);
	}

}

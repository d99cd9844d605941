package io.quictransport.benchmarks.subject;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Defines where a subject runs in one process, and with which identity.
 *
 * @param local the address to bind to
 * @param certificates the directory of all identities
 * @param node whose identity to show
 * @param executor whether handlers run as the subject's own default has it, on an
 * executor, instead of where the message was read
 */
public record Setup(InetAddress local, Path certificates, String node, boolean executor) {

	public PemIdentity identity() {
		return PemIdentity.of(this.certificates, this.node);
	}

	/** The local address with a port that the system chooses. */
	public InetSocketAddress anyPort() {
		return new InetSocketAddress(this.local, 0);
	}

	/**
	 * The name of one of many clients.
	 * @param index which
	 * @return the node's name
	 */
	public static String client(int index) {
		return PemIdentity.CLIENT + "-" + index;
	}

	public Setup withNode(String other) {
		return new Setup(this.local, this.certificates, other, this.executor);
	}

}

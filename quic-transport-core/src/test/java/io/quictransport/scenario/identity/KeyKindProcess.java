package io.quictransport.scenario.identity;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;

import io.quictransport.NetworkException;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.KeyedCertificates;
import io.quictransport.tls.TlsIdentity;

/**
 * The main class of a process that takes kinds of keys into use, each at a start and at a
 * rotation, dials with them and is dialled. Prints a line for each that was refused, and
 * exits with 0 when it has come through all.
 */
final class KeyKindProcess {

	private KeyKindProcess() {
	}

	/**
	 * Runs.
	 * @param kinds the kinds, as {@link KeyedCertificates} takes them
	 */
	public static void main(String[] kinds) {
		KeyedCertificates ca = KeyedCertificates.create("EC:P-256");
		for (String kind : kinds) {
			TlsIdentity tried = ca.issue("node-a", kind).identity();
			try (QuicTransport node = node(tried); QuicTransport other = node(ca.issue("node-b", "EC:P-256"))) {
				start(node, other);
			}
			catch (NetworkException ex) {
				System.out.println("refused at the start: " + ex.getMessage());
			}
			try (QuicTransport node = node(ca.issue("node-a", "EC:P-256"));
					QuicTransport other = node(ca.issue("node-b", "EC:P-256"))) {
				try {
					node.start().join();
					node.rotateIdentity(tried);
				}
				catch (NetworkException ex) {
					System.out.println("refused at a rotation: " + ex.getMessage());
				}
				start(node, other);
			}
		}
		System.exit(0);
	}

	private static QuicTransport node(KeyedCertificates.Issued certificate) {
		return node(certificate.identity());
	}

	private static QuicTransport node(TlsIdentity identity) {
		return new QuicTransport(new QuicTransportOptions().withIdentity(identity)
			.withBindAddress(new InetSocketAddress("127.0.0.1", 0)));
	}

	private static void start(QuicTransport node, QuicTransport other) {
		try {
			node.start().join();
			other.start().join();
			other.connectPeer(PeerInfo.of(node.localNode().id(), "127.0.0.1:" + node.localAddress().getPort())).join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof NetworkException known) ? known : ex;
		}
	}

}

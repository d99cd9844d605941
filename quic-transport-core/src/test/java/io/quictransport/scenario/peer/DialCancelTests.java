package io.quictransport.scenario.peer;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import io.netty.handler.ssl.ClientAuth;
import io.quictransport.ErrorCode;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.attack.RawPeers;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A dial is given up while TLS is under way. The codec sends packets for ever when such a
 * connection is closed with an application's code: that must not happen.
 */
class DialCancelTests {

	private static final int ROUNDS = 50;

	private static final int LONGEST_NANOS = 30_000_000;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final SlowTrust trust = new SlowTrust();

	@AfterEach
	void close() {
		this.trust.goOn.countDown();
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aPeerThatTakesLongToCheckTheCertificateDoesNotHoldUpTheStop() {
		QuicTransport node = this.nodes.start("node-a");
		int port = this.raw.listen(RawPeers.serverTls(this.nodes.certificates.certificate("node-x"))
			.trustManager(this.trust)
			.clientAuth(ClientAuth.REQUIRE)
			.build());
		CompletableFuture<NodeInfo> connected = node
			.connectPeer(PeerInfo.of(new PeerId("node-x"), "127.0.0.1:" + port));
		get(this.trust.asked);
		get(node.stop());
		assertThat(failureOf(connected).code()).isEqualTo(ErrorCode.NOT_RUNNING);
	}

	@Test
	void aDialCanBeGivenUpAtAnyMoment() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport refusing = this.nodes.start("node-b", (options) -> options.withAllowedPeers(List.of("nobody")));
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			CompletableFuture<NodeInfo> connected = a.connectPeer(infoOf(refusing));
			long until = System.nanoTime() + random.nextInt(LONGEST_NANOS);
			while (System.nanoTime() - until < 0) {
				Thread.onSpinWait();
			}
			get(a.disconnect(idOf(refusing)));
			assertThat(failureOf(connected).code()).as("round %d of seed %d", round, seed)
				.isIn(ErrorCode.DISCONNECTED, ErrorCode.CERTIFICATE_REFUSED);
		}
		QuicTransport good = this.nodes.start("node-c");
		TestNodes.connect(a, good);
	}

	/** Thinks about a certificate until told to go on. */
	private static final class SlowTrust extends X509ExtendedTrustManager {

		private final CompletableFuture<Void> asked = new CompletableFuture<>();

		private final CountDownLatch goOn = new CountDownLatch(1);

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
			this.asked.complete(null);
			try {
				this.goOn.await();
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
			throw new UnsupportedOperationException();
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}

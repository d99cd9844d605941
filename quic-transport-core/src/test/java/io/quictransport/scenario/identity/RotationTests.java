package io.quictransport.scenario.identity;

import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.quictransport.ConfigurationException;
import io.quictransport.ConnectionSnapshot;
import io.quictransport.Dispatch;
import io.quictransport.DownReason;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Certificates and connections are replaced under load without a failed call.
 */
class RotationTests {

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final AtomicInteger ups = new AtomicInteger();

	private final AtomicInteger downs = new AtomicInteger();

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void connectionsTakeUpNewCertificatesWhileRequestsGoOn() throws Exception {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		connect(a, b);
		TestCertificates newCa = this.nodes.certificates.otherCa();
		try (Load load = new Load(a, b)) {
			for (int round = 0; round < 3; round++) {
				rotate(a, this.nodes.certificates, this.nodes.certificates, newCa);
				rotate(b, this.nodes.certificates, this.nodes.certificates, newCa);
				rotateAndAwait(a);
			}
			// Only a connection that shows certificates of the new CA can be made from
			// here on.
			rotate(a, newCa, newCa);
			rotate(b, newCa, newCa);
			rotateAndAwait(a);
			load.awaitMore(200);
		}
		await().until(() -> a.stats().connections().closed() >= 4);
		assertThat(this.ups).hasValue(1);
		assertThat(this.downs).hasValue(0);
	}

	@Test
	void anOldConnectionIsReplaced() throws Exception {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withReplacement((replacement) -> replacement.withMaxAge(Duration.ofMillis(400))));
		QuicTransport b = this.nodes.start("node-b");
		connect(a, b);
		try (Load load = new Load(a, b)) {
			await().atMost(TestNodes.PATIENCE.multipliedBy(2)).until(() -> a.stats().handshakes().completed() >= 2);
			load.awaitMore(100);
		}
		assertThat(this.downs).hasValue(0);
	}

	@Test
	void aConnectionThatHasCarriedManyStreamsIsReplaced() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(100)))
					.withReplacement((replacement) -> replacement.withMaxQuicStreams(10)));
		QuicTransport b = this.nodes.start("node-b");
		b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		connect(a, b);
		byte[] large = new byte[100_000];
		for (int i = 0; i < 20; i++) {
			assertThat(get(a.request(idOf(b), "echo", large))).hasSize(large.length);
		}
		await().until(() -> a.stats().handshakes().completed() >= 2);
		assertThat(get(a.request(idOf(b), "echo", large))).hasSize(large.length);
		assertThat(this.downs).hasValue(0);
	}

	@Test
	void aCertificateOfAnotherIdIsRefused() {
		QuicTransport a = this.nodes.start("node-a");
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> a.rotateIdentity(this.nodes.certificates.identity("node-x")))
			.withMessageContaining("node-a")
			.withMessageContaining("node-x");
	}

	@Test
	void aCertificateThatComesWhileTheNodeStartsIsTakenIntoUse() {
		QuicTransport a = this.nodes.make(this.nodes.options("node-a"));
		TlsIdentity next = this.nodes.certificates.identity("node-a");
		CompletableFuture<Void> started = a.start();
		a.rotateIdentity(next);
		get(started);
		QuicTransport b = this.nodes.start("node-b");
		connect(a, b);
		await().untilAsserted(
				() -> assertThat(TestNodes.live(b).map(ConnectionSnapshot::certificate).orElse(null)).isNotNull()
					.isEqualTo(next.certificate()));
	}

	private void connect(QuicTransport a, QuicTransport b) {
		a.subscribe(new PeerListener() {
			@Override
			public void peerUp(NodeInfo peer) {
				RotationTests.this.ups.incrementAndGet();
			}

			@Override
			public void peerDown(PeerId peer, DownReason reason) {
				RotationTests.this.downs.incrementAndGet();
			}
		});
		TestNodes.connect(a, b);
	}

	/** Gives a node a new certificate, and sees that it shows it from now on. */
	private void rotate(QuicTransport node, TestCertificates issuer, TestCertificates... trusted)
			throws SSLPeerUnverifiedException {
		TestCertificate next = issuer.certificate(idOf(node).value());
		TestCertificate stranger = issuer.certificate("node-x");
		node.rotateIdentity(next.identityTrusting(trusted));
		assertThat(shown(this.raw.dial(node, stranger))).isEqualTo(next.chain().get(0));
		PeerId dialled = new PeerId("node-x");
		int port = this.raw.listen(RawPeers.serverTls(stranger)
			.trustManager(InsecureTrustManagerFactory.INSTANCE)
			.clientAuth(ClientAuth.REQUIRE)
			.build());
		node.connectPeer(PeerInfo.of(dialled, "127.0.0.1:" + port));
		assertThat(shown(this.raw.accept())).isEqualTo(next.chain().get(0));
		get(node.disconnect(dialled));
	}

	private static Certificate shown(RawConnection connection) throws SSLPeerUnverifiedException {
		SSLEngine engine = Objects.requireNonNull(connection.channel().sslEngine());
		return engine.getSession().getPeerCertificates()[0];
	}

	private static void rotateAndAwait(QuicTransport node) {
		long before = node.stats().handshakes().completed();
		node.rotateConnections();
		await().atMost(TestNodes.PATIENCE).until(() -> node.stats().handshakes().completed() > before);
	}

	/**
	 * Sends requests without a pause, sixteen at a time, and fails the test if one fails.
	 */
	private static final class Load implements AutoCloseable {

		private final AtomicBoolean stopped = new AtomicBoolean();

		private final AtomicInteger answered = new AtomicInteger();

		private final CompletableFuture<Void> failed = new CompletableFuture<>();

		private final Semaphore permits = new Semaphore(16);

		private final Thread thread;

		Load(QuicTransport from, QuicTransport to) {
			to.onRequest(Route.path("load").withDispatch(Dispatch.EVENT_LOOP),
					RequestHandler.replying(NetworkMessage::payload));
			this.thread = new Thread(() -> run(from, idOf(to)), "load");
			this.thread.start();
		}

		private void run(QuicTransport from, PeerId to) {
			while (!this.stopped.get()) {
				this.permits.acquireUninterruptibly();
				from.request(to, "load", new byte[64]).whenComplete((reply, cause) -> {
					this.permits.release();
					if (cause != null) {
						this.failed.completeExceptionally(cause);
					}
					this.answered.incrementAndGet();
				});
			}
			this.permits.acquireUninterruptibly(16);
		}

		void awaitMore(int count) {
			int goal = this.answered.get() + count;
			await().atMost(TestNodes.PATIENCE).until(() -> this.answered.get() >= goal);
		}

		@Override
		public void close() throws InterruptedException {
			this.stopped.set(true);
			this.thread.join();
			assertThat(this.failed).isNotCompletedExceptionally();
			assertThat(this.answered.get()).isPositive();
		}

	}

}

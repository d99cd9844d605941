package io.quictransport.scenario.operating;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ErrorCode;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerPhase;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.connect;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer that is wanted and cannot be reached is seen, with the cause, until it is
 * reached.
 */
class UnreachedPeerTests {

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	@BeforeEach
	void capture() {
		this.logs.begin();
	}

	@AfterEach
	void close() {
		this.logs.end();
		this.nodes.close();
	}

	@Test
	void aRefusalIsOneWarningHoweverOftenItIsRepeated() {
		QuicTransport a = this.nodes.start("node-a", (options) -> options
			.withIdentity(
					this.nodes.certificates.otherCa().certificate("node-a").identityTrusting(this.nodes.certificates))
			.withReconnectMinBackoff(Duration.ofMillis(1))
			.withReconnectMaxBackoff(Duration.ofMillis(5)));
		QuicTransport b = this.nodes.start("node-b");
		failureOf(a.connectPeer(infoOf(b)));
		await().atMost(TestNodes.PATIENCE).until(() -> b.stats().connections().refused() > 5);
		assertThat(this.logs.warnings("peer_unreachable")).singleElement()
			.satisfies((line) -> assertThat(line).contains("peer=node-b")
				.contains("code=CERTIFICATE_REFUSED")
				.contains("reason=\"the peer does not trust the CA"));
	}

	@Test
	void theLastErrorOfAPeerIsClearedWhenThePeerIsUp() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMillis(50)))
					.withReconnectMinBackoff(Duration.ofMillis(1))
					.withReconnectMaxBackoff(Duration.ofMillis(5)));
		QuicTransport b = this.nodes.make(this.nodes.options("node-b"));
		PeerId id = idOf(b);
		failureOf(a.connectPeer(infoOf(b)));
		assertThat(a.peers()).singleElement().satisfies((peer) -> assertThat(peer.lastFailure()).isNotNull());
		get(b.start());
		get(b.connectPeer(infoOf(a)));
		await().atMost(TestNodes.PATIENCE).until(() -> a.isConnected(id));
		assertThat(a.peers()).singleElement().satisfies((peer) -> assertThat(peer.lastFailure()).isNull());
	}

	@Test
	void aPeerThatIsNotReachedIsListedUntilItIs() {
		QuicTransport a = this.nodes.start("node-a", UnreachedPeerTests::onceOnly);
		QuicTransport b = this.nodes.make(this.nodes.options("node-b"));
		PeerInfo wanted = infoOf(b);
		failureOf(a.connectPeer(wanted));
		assertThat(a.unreached()).singleElement().satisfies((peer) -> {
			assertThat(peer.id()).isEqualTo(wanted.id());
			assertThat(peer.addresses()).isEqualTo(wanted.addresses());
			assertThat(peer.source()).isEqualTo("application");
			assertThat(peer.code()).isEqualTo(ErrorCode.CONNECT_TIMEOUT);
			assertThat(peer.failures()).isPositive();
			assertThat(peer.stopped()).isFalse();
		});
		get(b.start());
		get(b.connectPeer(infoOf(a)));
		await().atMost(TestNodes.PATIENCE).until(() -> a.isConnected(idOf(b)));
		assertThat(a.unreached()).isEmpty();
		assertThat(a.peers()).singleElement().satisfies((peer) -> assertThat(peer.connectedSince()).isNotNull());
	}

	@Test
	void anAddressWhereNobodyAnswersIsListedUntilNobodyWantsIt() {
		QuicTransport a = impatient();
		CompletableFuture<NodeInfo> connected = a.connectPeer(PeerInfo.at("127.0.0.1:1"));
		failureOf(connected);
		assertThat(a.unreached()).singleElement().satisfies((peer) -> {
			assertThat(peer.id()).isNull();
			assertThat(peer.addresses()).containsExactly(NodeAddress.parse("127.0.0.1:1"));
			assertThat(peer.code()).isEqualTo(ErrorCode.CONNECT_TIMEOUT);
		});
		connected.cancel(true);
		await().atMost(TestNodes.PATIENCE).untilAsserted(() -> assertThat(a.unreached()).isEmpty());
	}

	@Test
	void whatDiscoveryHasFoundAndNobodyProvesIsListedWithItsProvider() {
		Listing found = new Listing(PeerInfo.at("127.0.0.1:1"));
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMillis(50)))
					.withDiscovery(new DiscoveryOptions().withProviders(List.of(found)).withDebounce(Duration.ZERO)));
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(a.unreached()).singleElement().satisfies((peer) -> {
				assertThat(peer.id()).isNull();
				assertThat(peer.source()).isEqualTo("made up by a test");
				assertThat(peer.code()).isEqualTo(ErrorCode.CONNECT_TIMEOUT);
			}));
		assertThat(a.peers()).isEmpty();
	}

	@Test
	void aPeerThatHasAnnouncedItsStopIsListedAsStoppedAndNoError() {
		QuicTransport a = impatient();
		QuicTransport b = this.nodes.start("node-b");
		connect(b, a);
		get(a.connectPeer(infoOf(b)));
		PeerId id = idOf(b);
		get(b.stop());
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(a.unreached()).singleElement().satisfies((peer) -> {
				assertThat(peer.id()).isEqualTo(id);
				assertThat(peer.stopped()).isTrue();
				assertThat(peer.failures()).isGreaterThan(3);
			}));
		assertThat(this.logs.warnings("peer_unreachable")).isEmpty();
		assertThat(a.stats().errors()).isEmpty();
		assertThat(a.stats().handshakes().failed()).isZero();
	}

	@Test
	void aPeerThatIsDisconnectedIsNotListed() {
		QuicTransport a = impatient();
		PeerId nobody = new PeerId("node-b");
		failureOf(a.connectPeer(PeerInfo.of(nobody, "127.0.0.1:1")));
		assertThat(a.unreached()).hasSize(1);
		get(a.disconnect(nobody));
		assertThat(a.unreached()).isEmpty();
	}

	/** A silent address is one whose datagrams somebody takes and does not answer. */
	@Test
	void aPortWhereNothingListensIsToldFromSilence() throws IOException {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofSeconds(3))));
		assertThat(failureOf(a.connectPeer(PeerInfo.at("127.0.0.1:1"))))
			.hasMessageContaining("nothing listens at this port")
			.hasMessageContaining("address=/127.0.0.1:1");
		try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			assertThat(failureOf(a.connectPeer(PeerInfo.at("127.0.0.1:" + silent.getLocalPort()))))
				.hasMessageContaining("is UDP let through?")
				.hasMessageNotContaining("nothing listens");
		}
	}

	@Test
	void phasesAreCounted() {
		QuicTransport a = impatient();
		QuicTransport b = this.nodes.start("node-b");
		connect(b, a);
		assertThat(a.phases()).isEqualTo(Map.of(PeerPhase.CONNECTED, 1));
	}

	/** Gives up soon, and tries again late. */
	private static QuicTransportOptions onceOnly(QuicTransportOptions options) {
		return options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMillis(50)))
			.withReconnectMinBackoff(Duration.ofHours(1))
			.withReconnectMaxBackoff(Duration.ofHours(1));
	}

	private QuicTransport impatient() {
		return this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMillis(50)))
					.withReconnectMinBackoff(Duration.ofMillis(1))
					.withReconnectMaxBackoff(Duration.ofMillis(5)));
	}

	/** Lists the same peers as long as it runs. */
	private record Listing(PeerInfo peer) implements PeerDiscovery {

		@Override
		public void start(DiscoveredPeers peers) {
			peers.list(List.of(this.peer));
		}

		@Override
		public void stop() {
			// It has nothing to stop.
		}

		@Override
		public String toString() {
			return "made up by a test";
		}

	}

}

package io.quictransport.scenario.peer;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.RequestHandler;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificate;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * How nodes learn of one another, and of each other's coming and going.
 */
class PeerTests {

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void bothEndsKnowWhatTheOtherSaysOfItself() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withServices(Set.of("orders", "billing")).withMetadata(Map.of("zone", "eu-1")));
		QuicTransport b = this.nodes.start("node-b", (options) -> options
			.withAdvertisedAddresses(List.of(NodeAddress.parse("192.0.2.7:9000"), NodeAddress.parse("[::1]:9001"))));
		TestNodes.connect(a, b);
		assertThat(a.peers()).singleElement().extracting(PeerSnapshot::info).isEqualTo(b.localNode());
		assertThat(b.peers()).singleElement().extracting(PeerSnapshot::info).isEqualTo(a.localNode());
		assertThat(TestNodes.live(b).map(ConnectionSnapshot::dialled).orElseThrow()).isFalse();
		assertThat(TestNodes.live(a).map(ConnectionSnapshot::dialled).orElseThrow()).isTrue();
	}

	@Test
	void bothEndsKnowTheOthersCertificateFromTheirFirstConnectionOn() {
		TlsIdentity identity = this.nodes.certificates.identity("node-b");
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withIdentity(identity));
		assertThat(a.certificate(idOf(b))).isEmpty();
		TestNodes.connect(a, b);
		assertThat(a.certificate(idOf(b))).contains(identity.certificate());
		assertThat(b.certificate(idOf(a))).isPresent();
		get(b.stop());
		await().until(() -> !a.isConnected(idOf(b)));
		assertThat(a.certificate(idOf(b))).contains(identity.certificate());
	}

	@Test
	void aChangeReachesTheSubscribersOfAllPeers() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		QuicTransport c = this.nodes.start("node-c");
		TestNodes.connect(a, b);
		TestNodes.connect(c, a);
		Events atB = new Events(b);
		Events atC = new Events(c);
		await().until(() -> atB.log.contains("up node-a") && atC.log.contains("up node-a"));
		get(a.announce(a.localNode().withServices(Set.of("search"))));
		await().until(
				() -> atB.log.contains("updated node-a [search] 2") && atC.log.contains("updated node-a [search] 2"));
	}

	@Test
	void aNewSubscriberIsToldWhoIsUpAlready() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		TestNodes.connect(a, b);
		Events events = new Events(a);
		await().untilAsserted(() -> assertThat(events.log).containsExactly("up node-b"));
	}

	@Test
	void aPeerThatStopsIsDownAtOnceAndUpAgainWhenItIsBack() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		Events events = new Events(a);
		TestNodes.connect(a, b);
		int port = b.localAddress().getPort();
		get(b.stop());
		await().untilAsserted(() -> assertThat(events.log).containsExactly("up node-b", "down node-b PEER_STOPPED"));
		QuicTransport reborn = this.nodes
			.make(this.nodes.options("node-b").withBindAddress(new InetSocketAddress("127.0.0.1", port)));
		get(reborn.start());
		await().untilAsserted(
				() -> assertThat(events.log).containsExactly("up node-b", "down node-b PEER_STOPPED", "up node-b"));
		reborn.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		assertThat(get(a.request(idOf(b), "echo", new byte[] { 7 }))).containsExactly(7);
	}

	@Test
	void aPeerThatWasNotDialledFromHereIsForgottenWhenItStops() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		TestNodes.connect(a, b);
		get(a.stop());
		await().untilAsserted(() -> assertThat(b.peers()).isEmpty());
	}

	@Test
	void aPeerCanBeDialledBeforeItIsThere() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofSeconds(1))));
		QuicTransport b = this.nodes.start("node-b");
		int port = b.localAddress().getPort();
		PeerInfo info = TestNodes.infoOf(b);
		get(b.stop());
		assertThat(failureOf(a.connectPeer(info)).isRetryable()).isTrue();
		assertThat(a.peers().get(0).phase()).isIn(PeerPhase.DISCONNECTED, PeerPhase.CONNECTING);
		QuicTransport late = this.nodes
			.make(this.nodes.options("node-b").withBindAddress(new InetSocketAddress("127.0.0.1", port)));
		get(late.start());
		await().atMost(TestNodes.PATIENCE).until(() -> a.isConnected(idOf(late)));
	}

	@Test
	void anAddressAloneIsEnoughToFindAPeer() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		NodeInfo found = get(a.connectPeer(PeerInfo.at(TestNodes.addressOf(b))));
		assertThat(found.id()).isEqualTo(idOf(b));
		assertThat(a.isConnected(idOf(b))).isTrue();
	}

	@Test
	void anAddressWhosePeerIsConnectedAlreadyLeadsToIt() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		TestNodes.connect(a, b);
		assertThat(get(b.connectPeer(PeerInfo.at(TestNodes.addressOf(a)))).id()).isEqualTo(idOf(a));
		assertThat(b.stats().connections().open()).isEqualTo(1);
	}

	@Test
	void aNodeThatDialsItselfIsToldSo() {
		QuicTransport a = this.nodes.start("node-a");
		assertThat(failureOf(a.connectPeer(PeerInfo.at(TestNodes.addressOf(a)))).code())
			.isEqualTo(ErrorCode.SELF_CONNECTION);
		assertThat(failureOf(a.connectPeer(TestNodes.infoOf(a))).code()).isEqualTo(ErrorCode.SELF_CONNECTION);
		assertThat(a.peers()).isEmpty();
	}

	@Test
	void aDisconnectedPeerIsGoneAtBothEndsAndNotDialledAgain() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		Events atA = new Events(a);
		Events atB = new Events(b);
		TestNodes.connect(a, b);
		get(a.disconnect(idOf(b)));
		await().untilAsserted(() -> {
			assertThat(atA.log).containsExactly("up node-b", "down node-b DISCONNECTED");
			assertThat(atB.log).containsExactly("up node-a", "down node-a CLOSED_BY_PEER");
		});
		assertThat(a.peers()).isEmpty();
		assertThat(a.stats().connections().open()).isZero();
	}

	@Test
	void theRoundTripTimeIsMeasured() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(50))));
		QuicTransport b = this.nodes.start("node-b");
		TestNodes.connect(a, b);
		await().untilAsserted(
				() -> assertThat(TestNodes.live(a).map(ConnectionSnapshot::rtt).orElse(null)).isNotNull().isPositive());
		assertThat(a.stats().paths().meanRtt()).isPositive();
	}

	@Test
	void aPeerThatNobodyWantsIsNotDialledOnceItIsForgotten() throws IOException {
		try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			QuicTransport a = this.nodes.start("node-a", (options) -> options
				.withAdvertisedAddresses(List.of(NodeAddress.parse("127.0.0.1:" + silent.getLocalPort()))));
			QuicTransport b = this.nodes.start("node-b",
					(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMillis(200)))
						.withReconnectMinBackoff(Duration.ofMillis(10))
						.withReconnectMaxBackoff(Duration.ofMillis(50)));
			TestNodes.connect(a, b);
			b.rotateConnections();
			silent.setSoTimeout((int) TestNodes.PATIENCE.toMillis());
			silent.receive(new DatagramPacket(new byte[2048], 2048));
			get(a.stop());
			await().untilAsserted(() -> assertThat(b.peers()).isEmpty());
			// Several rounds of dials would fit into that.
			silent.setSoTimeout(700);
			await().atMost(TestNodes.PATIENCE)
				.untilAsserted(() -> assertThatExceptionOfType(SocketTimeoutException.class)
					.isThrownBy(() -> silent.receive(new DatagramPacket(new byte[2048], 2048))));
		}
	}

	@Test
	void aRotationDoesNotUndoADisconnect() {
		QuicTransport a = this.nodes.start("node-a", (options) -> options.withDrainGrace(Duration.ofSeconds(30)));
		QuicTransport b = this.nodes.start("node-b");
		QuicTransport c = this.nodes.start("node-c");
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		b.onRequest("held", (request, context) -> answer);
		TestNodes.connect(a, b);
		CompletableFuture<byte[]> call = a.request(idOf(b), "held", new byte[1]);
		await().until(() -> b.stats().handlers().running() == 1);
		CompletableFuture<Void> closed = a.disconnect(idOf(b));
		a.rotateConnections();
		// A dial of b would be done by the time that this one is.
		TestNodes.connect(a, c);
		assertThat(a.stats().connections().dialled()).isEqualTo(2);
		assertThat(closed).isNotDone();
		answer.complete(new byte[] { 3 });
		assertThat(get(call)).containsExactly(3);
		get(closed);
		assertThat(a.isConnected(idOf(b))).isFalse();
	}

	@Test
	void aDisconnectIsDoneWithItsConnectionAlthoughThePeerHasDialledAgain() {
		QuicTransport node = this.nodes.start("node");
		PeerId peer = new PeerId("node-a");
		TestCertificate certificate = this.nodes.certificates.certificate(peer.value());
		try (RawPeers raw = new RawPeers()) {
			RawConnection first = raw.dial(node, certificate);
			RawStream control = first.greet(RawConnection.hello(peer.value(), 1, 0));
			CompletableFuture<Void> closed = node.disconnect(peer);
			assertThat(control.next().type()).isEqualTo(FrameType.GOAWAY);
			raw.dial(node, certificate).greet(RawConnection.hello(peer.value(), 1, 1));
			first.close();
			get(closed);
			assertThat(node.isConnected(peer)).isTrue();
		}
	}

	@Test
	void aDisconnectAlsoEndsADialThatThePeerHasNotAnsweredYet() {
		QuicTransport node = this.nodes.start("node");
		PeerId peer = new PeerId("node-a");
		TestCertificate certificate = this.nodes.certificates.certificate(peer.value());
		try (RawPeers raw = new RawPeers()) {
			node.connectPeer(
					PeerInfo.of(peer, "127.0.0.1:" + raw.listen(certificate), "127.0.0.1:" + raw.listen(certificate)));
			RawConnection late = raw.accept();
			RawStream control = late.accept();
			assertThat(control.next().type()).isEqualTo(FrameType.HELLO);
			raw.accept().answer(peer.value());
			await().atMost(TestNodes.PATIENCE).until(() -> node.isConnected(peer));
			node.disconnect(peer);
			assertThat(late.closed().reason()).isEqualTo("the dial is not wanted any more");
		}
	}

	@Test
	void aChangeDuringTheHandshakeReachesThePeer() {
		QuicTransport node = this.nodes.start("node");
		PeerId peer = new PeerId("node-a");
		try (RawPeers raw = new RawPeers()) {
			int port = raw.listen(this.nodes.certificates.certificate(peer.value()));
			node.connectPeer(PeerInfo.of(peer, "127.0.0.1:" + port));
			RawStream control = raw.accept().accept();
			assertThat(control.next().type()).isEqualTo(FrameType.HELLO);
			get(node.announce(node.localNode().withServices(Set.of("late"))));
			control.write((out) -> RawConnection.hello(peer.value()).write(out));
			RawStream.Frame told = control.next();
			assertThat(told.type()).isEqualTo(FrameType.NODE_INFO);
			assertThat(ControlFrames.readNodeInfo(told.body())).isEqualTo(node.localNode());
		}
	}

	@Test
	void aNewConnectionDoesNotBringBackWhatAPeerSaidBefore() {
		QuicTransport node = this.nodes.start("node");
		NodeInfo changed = NodeInfo.of(new PeerId("node-a")).withServices(Set.of("search")).withVersion(2);
		TestCertificate certificate = this.nodes.certificates.certificate("node-a");
		try (RawPeers raw = new RawPeers()) {
			RawStream control = raw.dial(node, certificate).greet(RawConnection.hello("node-a", 1, 0));
			control.write((out) -> ControlFrames.writeNodeInfo(out, changed));
			await().until(() -> changed.equals(node.peers().get(0).info()));
			raw.dial(node, certificate).greet(RawConnection.hello("node-a", 1, 1));
			assertThat(node.peers()).singleElement().extracting(PeerSnapshot::info).isEqualTo(changed);
		}
	}

	/**
	 * Keeps a log of what a node's listener is told.
	 */
	private static final class Events implements PeerListener {

		private final List<String> log = new CopyOnWriteArrayList<>();

		Events(QuicTransport node) {
			node.subscribe(this);
		}

		@Override
		public void peerUp(NodeInfo peer) {
			this.log.add("up " + peer.id());
		}

		@Override
		public void peerUpdated(NodeInfo peer) {
			this.log.add("updated " + peer.id() + " " + peer.services() + " " + peer.version());
		}

		@Override
		public void peerDown(PeerId peer, DownReason reason) {
			this.log.add("down " + peer + " " + reason);
		}

	}

}

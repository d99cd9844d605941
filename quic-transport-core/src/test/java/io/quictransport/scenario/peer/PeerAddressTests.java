package io.quictransport.scenario.peer;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.quictransport.support.TestNodes.addressOf;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where peers are dialled: several addresses, names, and what peers say of themselves.
 */
class PeerAddressTests {

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "[::1]:9000", "192.0.2.1:9000" })
	void aDialThatCannotSendSaysSoAtOnceAndWhy(String unreachable) {
		QuicTransport node = this.nodes.start("node-a",
				(options) -> options.withBindAddress(new InetSocketAddress("127.0.0.1", 0))
					.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMinutes(10))));
		NetworkException failure = failureOf(node.connectPeer(PeerInfo.at(unreachable)));
		assertThat(failure.code()).isEqualTo(ErrorCode.NOT_CONNECTED);
		assertThat(failure.isRetryable()).isTrue();
		assertThat(failure).hasMessageContaining("nothing could be sent from 127.0.0.1: ")
			.hasMessageContaining("bindAddress")
			.hasMessageContaining(":9000")
			.hasRootCauseInstanceOf(IOException.class);
	}

	@Test
	void theNextAddressIsTriedWhereOneCannotBeSentTo() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMinutes(10))));
		QuicTransport b = this.nodes.start("node-b");
		get(a.connectPeer(new PeerInfo(new PeerId("node-b"),
				List.of(NodeAddress.parse("[::1]:9000"), NodeAddress.of(b.localAddress())))));
		assertThat(a.isConnected(new PeerId("node-b"))).isTrue();
	}

	@Test
	void theNextAddressIsTriedWhileTheFirstIsSilent() throws IOException {
		try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			// Whoever waited for the end of the first attempt would wait longer than the
			// test.
			QuicTransport a = this.nodes.start("node-a", (options) -> options
				.withTimeouts((timeouts) -> timeouts.withConnect(TestNodes.PATIENCE.multipliedBy(2))));
			QuicTransport b = this.nodes.start("node-b");
			get(a.connectPeer(PeerInfo.of(idOf(b), "127.0.0.1:" + silent.getLocalPort(), "[::1]:9", addressOf(b))));
			assertThat(a.peers()).singleElement()
				.satisfies((peer) -> assertThat(peer.connection()).isNotNull()
					.returns(b.localAddress(), ConnectionSnapshot::remoteAddress));
		}
	}

	@Test
	void anAddressWithAnotherNodeBehindItDoesNotKeepTheRightOneFromBeingFound() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		QuicTransport c = this.nodes.start("node-c");
		get(a.connectPeer(PeerInfo.of(idOf(b), addressOf(c), addressOf(b))));
		assertThat(a.isConnected(idOf(b))).isTrue();
		assertThat(a.isConnected(idOf(c))).isFalse();
	}

	@Test
	void aNameIsResolved() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		get(a.connectPeer(PeerInfo.of(idOf(b), "localhost:" + b.localAddress().getPort())));
		assertThat(a.isConnected(idOf(b))).isTrue();
	}

	@Test
	void aNameThatNobodyKnowsIsSaidToBeSo() {
		QuicTransport a = this.nodes.start("node-a");
		// Too long for a label: no name server needs to be asked.
		String host = "b".repeat(64) + ".invalid";
		NetworkException failure = failureOf(a.connectPeer(PeerInfo.of(new PeerId("node-b"), host + ":9000")));
		assertThat(failure.code()).isEqualTo(ErrorCode.NOT_CONNECTED);
		assertThat(failure.isRetryable()).isTrue();
		assertThat(failure).hasMessageContaining("host " + host + " is not known");
	}

	@Test
	void aPeerIsFoundAgainAtTheAddressThatItAdvertises() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(100))
					.withIdle(Duration.ofMillis(500))
					.withConnect(Duration.ofMillis(500))));
		QuicTransport b = this.nodes.start("node-b");
		assertThat(b.localNode().addresses()).containsExactly(NodeAddress.parse(addressOf(b)));
		try (UdpRelay relay = UdpRelay.to(b.localAddress())) {
			get(a.connectPeer(PeerInfo.of(idOf(b), "127.0.0.1:" + relay.address().getPort())));
			assertThat(TestNodes.live(a).map(ConnectionSnapshot::remoteAddress).orElse(null))
				.isEqualTo(relay.address());
			relay.bothWays(RelayConditions.CLEAN.withBlackHole(true));
			await().until(() -> b.localAddress()
				.equals(TestNodes.live(a).map(ConnectionSnapshot::remoteAddress).orElse(null)));
		}
	}

	@Test
	void aNodeThatIsBoundToAllAddressesAdvertisesThoseOfItsMachine() {
		QuicTransport node = this.nodes.start("node-a",
				(options) -> options.withBindAddress(new InetSocketAddress("0.0.0.0", 0)));
		assertThat(node.localNode().addresses()).isNotEmpty()
			.allSatisfy((address) -> assertThat(address.port()).isEqualTo(node.localAddress().getPort()))
			.noneSatisfy((address) -> assertThat(address.host()).isEqualTo("0.0.0.0"));
		QuicTransport b = this.nodes.start("node-b",
				(options) -> options.withAdvertisedAddresses(List.of(NodeAddress.parse("node-b.example:9000"))));
		assertThat(b.localNode().addresses()).containsExactly(NodeAddress.parse("node-b.example:9000"));
	}

	@Test
	void diallingAgainAndAgainChangesNothing() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		TestNodes.connect(a, b);
		for (int round = 0; round < 5; round++) {
			assertThat(get(a.connectPeer(TestNodes.infoOf(b)))).isEqualTo(b.localNode());
			assertThat(get(b.connectPeer(TestNodes.infoOf(a)))).isEqualTo(a.localNode());
			get(a.request(idOf(b), "none", new byte[0]).handle((reply, cause) -> null));
		}
		assertThat(a.stats().handshakes().completed()).isEqualTo(1);
		assertThat(b.stats().handshakes().completed()).isEqualTo(1);
		assertThat(a.stats().connections().closed()).isZero();
	}

}

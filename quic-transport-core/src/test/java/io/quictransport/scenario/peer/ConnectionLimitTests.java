package io.quictransport.scenario.peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerConnectionException;
import io.quictransport.RequestHandler;
import io.quictransport.attack.RawConnection;
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
import static org.awaitility.Awaitility.await;

/**
 * The caps on the connections that a node takes in.
 */
class ConnectionLimitTests {

	/**
	 * How a close looks to a peer that does not know yet that its handshake is complete.
	 */
	private static final int BEFORE_CONFIRMED = 0x0C;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void oneConnectionOverTheCapIsRefusedUntilAnotherIsGone() {
		QuicTransport node = this.nodes.start("node",
				(options) -> options.withLimits(options.limits().withMaxInboundConnections(2)));
		node.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		QuicTransport c = this.nodes.start("node-c");
		TestNodes.connect(a, node);
		TestNodes.connect(b, node);
		NetworkException failure = failureOf(c.connectPeer(infoOf(node)));
		assertThat(failure).isInstanceOf(PeerConnectionException.class)
			.hasMessageContaining("2 inbound connections, as many as it admits")
			.hasMessageContaining("peer=node");
		assertThat(failure.code()).isEqualTo(ErrorCode.TOO_MANY_CONNECTIONS);
		assertThat(failure.isRetryable()).isTrue();
		await().untilAsserted(() -> assertThat(node.stats().errors()).containsKey(ErrorCode.TOO_MANY_CONNECTIONS));
		await().untilAsserted(() -> assertThat(node.stats().connections().refused()).isPositive());
		assertThat(node.stats().connections().open()).isEqualTo(2);
		assertThat(get(a.request(idOf(node), "echo", new byte[] { 1 }))).containsExactly(1);
		get(a.disconnect(idOf(node)));
		// It keeps dialling by itself.
		await().atMost(TestNodes.PATIENCE).until(() -> c.isConnected(idOf(node)));
		assertThat(get(c.request(idOf(node), "echo", new byte[] { 2 }))).containsExactly(2);
	}

	@Test
	void theCapDoesNotStandInTheWayOfDiallingOut() {
		QuicTransport node = this.nodes.start("node",
				(options) -> options.withLimits(options.limits().withMaxInboundConnections(1)));
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		TestNodes.connect(a, node);
		TestNodes.connect(node, b);
		assertThat(node.stats().connections().open()).isEqualTo(2);
	}

	@Test
	void connectionsThatDoNotGetOnWithTheirHandshakeAreCapped() {
		QuicTransport node = this.nodes.start("node",
				(options) -> options.withLimits(options.limits().withMaxHalfOpenConnections(4)));
		List<RawConnection> silent = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			RawConnection connection = dialFrom("127.0.0." + (1 + i % 2), node);
			connection.channel();
			silent.add(connection);
		}
		dialFrom("127.0.0.3", node);
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(node.stats().errors()).containsEntry(ErrorCode.TOO_MANY_CONNECTIONS, 1L));
		await().until(() -> node.stats().connections().refused() == 1);
		silent.forEach((connection) -> assertThat(connection.isConnected()).isTrue());
		silent.forEach(RawConnection::close);
		QuicTransport a = this.nodes.start("node-a");
		TestNodes.connect(a, node);
	}

	@Test
	void connectionsThatDoNotGetOnWithTheirHandshakeAreCutOffAndMakeRoom() {
		QuicTransport node = this.nodes.start("node",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withHandshake(Duration.ofMillis(1000)))
					.withLimits(options.limits().withMaxHalfOpenConnections(4)));
		List<RawConnection> silent = IntStream.range(0, 4)
			.mapToObj((i) -> dialFrom("127.0.0." + (1 + i % 2), node))
			.toList();
		silent.forEach((connection) -> assertThat(connection.closed().code()).isIn(ErrorCode.HANDSHAKE_TIMEOUT.number(),
				BEFORE_CONFIRMED));
		await().until(() -> node.stats().errors().getOrDefault(ErrorCode.HANDSHAKE_TIMEOUT, 0L) == 4);
		assertThat(node.stats().connections().open()).isZero();
	}

	@Test
	void anAddressThatHoldsHalfOfTheHandshakesWaitsForThemAndOthersDoNot() {
		QuicTransport node = this.nodes.start("node",
				(options) -> options.withLimits(options.limits().withMaxHalfOpenConnections(4)));
		RawConnection first = dialFrom("127.0.0.2", node);
		first.channel();
		dialFrom("127.0.0.2", node).channel();
		RawConnection third = dialFrom("127.0.0.2", node);
		dialFrom("127.0.0.3", node).channel();
		assertThat(third.isConnected()).isFalse();
		first.close();
		third.channel();
		assertThat(node.stats().errors()).doesNotContainKey(ErrorCode.TOO_MANY_CONNECTIONS);
	}

	private RawConnection dialFrom(String address, QuicTransport node) {
		return this.raw.dial(address, node.localAddress(),
				RawPeers.tls(this.nodes.certificates.certificate("node-x")).build());
	}

}

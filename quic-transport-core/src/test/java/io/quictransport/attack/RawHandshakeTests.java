package io.quictransport.attack;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.attack.RawConnection.Close;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that break the rules of the handshake, as no node of this library does.
 */
class RawHandshakeTests {

	private static final int CERTIFICATE_REQUIRED = 116;

	private static final int NO_APPLICATION_PROTOCOL = 120;

	/** A close by the application before it knows the handshake confirmed. */
	private static final int APPLICATION_ERROR = 0x0C;

	private final TestNodes nodes = new TestNodes();

	private final TestCertificates certificates = this.nodes.certificates;

	private final RawPeers raw = new RawPeers();

	private final AtomicInteger handled = new AtomicInteger();

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aDiallerWithoutACertificateIsRefused() {
		QuicTransport node = start();
		RawConnection connection = this.raw.dial(node, RawPeers.withoutCertificate().build());
		// For a client the handshake is done before the other end has seen that it shows
		// none.
		connection.openIfNotClosed().ifPresent((control) -> control.write((out) -> {
			out.writeByte(StreamKind.CONTROL);
			RawConnection.hello("node-x").write(out);
		}));
		connection.openIfNotClosed().ifPresent((lane) -> lane.write(RawHandshakeTests::laneWithRequest));
		assertThat(connection.closed()).isEqualTo(new Close(true, CERTIFICATE_REQUIRED, ""));
		assertRefused(node, ErrorCode.CERTIFICATE_REQUIRED);
	}

	@Test
	void anotherApplicationProtocolIsRefused() {
		QuicTransport node = start();
		RawConnection connection = this.raw.dial(node,
				RawPeers.tls(this.certificates.certificate("node-x")).applicationProtocols("h3").build());
		assertThat(connection.closed()).isEqualTo(new Close(true, NO_APPLICATION_PROTOCOL, ""));
		assertRefused(node, ErrorCode.PROTOCOL_MISMATCH);
	}

	@Test
	void aHelloThatClaimsAnotherIdThanTheCertificateIsRefused() {
		QuicTransport node = start();
		RawConnection connection = this.raw.dial(node, this.certificates.certificate("node-x"));
		connection.open().write((out) -> {
			out.writeByte(StreamKind.CONTROL);
			RawConnection.hello("node-y").write(out);
		});
		connection.open().write(RawHandshakeTests::laneWithRequest);
		assertClosed(connection, ErrorCode.PEER_ID_MISMATCH, "claims the id node-y, its certificate states [node-x]");
		assertRefused(node, ErrorCode.PEER_ID_MISMATCH);
	}

	@Test
	void aDialThatItsNodeGivesUpIsNoErrorAlthoughQuicStatesNoReason() {
		QuicTransport node = start();
		RawConnection connection = this.raw.dial(node, this.certificates.certificate("node-x"));
		connection.channel().close().syncUninterruptibly();
		await().untilAsserted(() -> assertThat(node.connectionEnds().recent()).singleElement()
			.satisfies((end) -> assertThat(end.expected()).as(end.toString()).isTrue()));
		assertThat(node.stats().errors()).isEmpty();
	}

	@Test
	void aHelloOfAnotherVersionIsRefused() {
		QuicTransport node = start();
		RawConnection connection = this.raw.dial(node, this.certificates.certificate("node-x"));
		Hello hello = RawConnection.hello("node-x");
		connection.open().write((out) -> {
			out.writeByte(StreamKind.CONTROL);
			new Hello(2, 1, 0, hello.limits(), 1, hello.node()).write(out);
		});
		assertClosed(connection, ErrorCode.PROTOCOL_MISMATCH, "protocol version 2, this node speaks 1");
		assertRefused(node, ErrorCode.PROTOCOL_MISMATCH);
	}

	@Test
	void aFrameBeforeHelloIsRefused() {
		QuicTransport node = start();
		RawConnection connection = this.raw.dial(node, this.certificates.certificate("node-x"));
		connection.open().write((out) -> {
			out.writeByte(StreamKind.CONTROL);
			ControlFrames.writePing(out, 1);
		});
		assertClosed(connection, ErrorCode.PROTOCOL_VIOLATION, "comes before HELLO");
		assertRefused(node, ErrorCode.PROTOCOL_VIOLATION);
	}

	@Test
	void aMessageBeforeHelloReachesNoHandler() {
		QuicTransport node = start();
		RawConnection connection = this.raw.dial(node, this.certificates.certificate("node-x"));
		connection.open().write(RawHandshakeTests::laneWithRequest);
		assertClosed(connection, ErrorCode.PROTOCOL_VIOLATION, "before HELLO");
		assertRefused(node, ErrorCode.PROTOCOL_VIOLATION);
	}

	@Test
	void aPeerThatNeverSaysHelloIsNotConnectedAndClosedInTime() {
		long millis = 150;
		RawConnection connection;
		QuicTransport node;
		do {
			// Until it is enough for TLS on this machine.
			millis *= 2;
			Duration timeout = Duration.ofMillis(millis);
			node = this.nodes.start("node-b",
					(options) -> options.withTimeouts((timeouts) -> timeouts.withHandshake(timeout)));
			connection = this.raw.dial(node, this.certificates.certificate("node-x"));
		}
		while (connection.closed().code() == APPLICATION_ERROR);
		assertThat(node.isConnected(new PeerId("node-x"))).isFalse();
		assertThat(node.peers()).isEmpty();
		assertClosed(connection, ErrorCode.HANDSHAKE_TIMEOUT, "longer than " + millis + " ms");
		assertRefused(node, ErrorCode.HANDSHAKE_TIMEOUT);
	}

	@Test
	void aPeerThatIsInItsHandshakeIsToldThatTheNodeStops() {
		QuicTransport node = start();
		RawConnection connection = this.raw.dial(node, this.certificates.certificate("node-x"));
		get(node.stop());
		assertClosed(connection, ErrorCode.DRAINING, "the node is about to stop");
	}

	@Test
	void aDialledPeerThatNeverAnswersHelloIsNeverConnected() {
		QuicTransport node = this.nodes.start("node-b",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withHandshake(Duration.ofSeconds(2))));
		int port = this.raw.listen(this.certificates.certificate("node-x"));
		CompletableFuture<NodeInfo> connected = node.connectPeer(peer("node-x", port));
		RawConnection connection = this.raw.accept();
		connection.accept().next();
		assertThat(node.isConnected(new PeerId("node-x"))).isFalse();
		NetworkException failure = failureOf(connected);
		assertThat(failure.code()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT);
		assertThat(failure).hasMessageContaining("longer than 2000 ms").hasMessageContaining("peer=node-x");
		assertThat(connection.closed()).isEqualTo(
				new Close(false, ErrorCode.HANDSHAKE_TIMEOUT.number(), "the handshake took longer than 2000 ms"));
	}

	@Test
	void aDialledPeerThatClaimsAnotherIdThanItsCertificateIsRefused() {
		QuicTransport node = start();
		int port = this.raw.listen(this.certificates.certificate("node-x"));
		CompletableFuture<NodeInfo> connected = node.connectPeer(peer("node-x", port));
		RawConnection connection = this.raw.accept();
		connection.answer("node-y");
		NetworkException failure = failureOf(connected);
		assertThat(failure.code()).isEqualTo(ErrorCode.PEER_ID_MISMATCH);
		assertThat(failure).hasMessageContaining("claims the id node-y").hasMessageContaining("states [node-x]");
		assertClosed(connection, ErrorCode.PEER_ID_MISMATCH, "claims the id node-y");
		assertThat(node.isConnected(new PeerId("node-y"))).isFalse();
	}

	@Test
	void aDialledPeerThatClaimsTheIdOfTheNodeThatDialsItIsTakenForThatNode() {
		QuicTransport node = start();
		int port = this.raw.listen(this.certificates.certificate(idOf(node).value()));
		CompletableFuture<NodeInfo> connected = node.connectPeer(PeerInfo.at("127.0.0.1:" + port));
		RawConnection connection = this.raw.accept();
		connection.answer(RawConnection.hello(idOf(node).value(), 1, 0));
		assertThat(failureOf(connected).code()).isEqualTo(ErrorCode.SELF_CONNECTION);
		assertClosed(connection, ErrorCode.SELF_CONNECTION, "dialled itself");
		assertThat(node.unreached()).isEmpty();
	}

	@Test
	void aDialledPeerOfAnotherProtocolIsRefused() {
		QuicTransport node = start();
		int port = this.raw.listen(this.certificates.certificate("node-x"), "h3");
		NetworkException failure = failureOf(node.connectPeer(peer("node-x", port)));
		assertThat(failure.code()).isEqualTo(ErrorCode.PROTOCOL_MISMATCH);
		assertThat(failure).hasMessageContaining("does not speak quic-transport/1");
	}

	private QuicTransport start() {
		QuicTransport node = this.nodes.start("node-b");
		node.onRequest("any", (request, context) -> {
			this.handled.incrementAndGet();
			return CompletableFuture.completedFuture(new byte[0]);
		});
		return node;
	}

	private static PeerInfo peer(String id, int port) {
		return PeerInfo.of(new PeerId(id), "127.0.0.1:" + port);
	}

	private static void laneWithRequest(ByteBuf out) {
		out.writeByte(StreamKind.LANE);
		MessageFrames.writeMessage(out, 1, 1000, NetworkMessage.request(new PeerId("node-b"), "any", new byte[1]));
	}

	private static void assertClosed(RawConnection connection, ErrorCode code, String reason) {
		Close close = connection.closed();
		assertThat(close.tls()).isFalse();
		assertThat(close.code()).isEqualTo(code.number());
		assertThat(close.reason()).contains(reason);
	}

	/** The node has counted one refusal, with its reason, and nothing came of it. */
	private void assertRefused(QuicTransport node, ErrorCode code) {
		await().atMost(TestNodes.PATIENCE).until(() -> node.stats().connections().refused() == 1);
		assertThat(node.stats().handshakes().failed()).isEqualTo(1);
		assertThat(node.stats().errors()).containsOnlyKeys(code);
		assertThat(node.stats().errors()).containsEntry(code, 1L);
		assertThat(node.stats().connections().open()).isZero();
		// The codec closes the streams of a connection after it.
		await().atMost(TestNodes.PATIENCE).until(() -> node.stats().quicStreams().open() == 0);
		assertThat(node.peers()).isEmpty();
		assertThat(this.handled).hasValue(0);
		assertThat(idOf(node)).isEqualTo(new PeerId("node-b"));
	}

}

package io.quictransport.quic;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.wire.ControlFrames;
import io.quictransport.wire.GoAway;
import io.quictransport.wire.MessageFrames;
import io.quictransport.wire.NodeInfos;
import io.quictransport.wire.Settled;
import io.quictransport.wire.StreamKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.quic.TestNodes.bytes;
import static io.quictransport.quic.TestNodes.get;
import static io.quictransport.quic.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer with a certificate of its own that means harm to another: whatever it claims
 * counts for itself only.
 */
class HostileNeighbourTests {

	private static final PeerId GOOD = new PeerId("node-a");

	private static final PeerId BAD = new PeerId("node-x");

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final CompletableFuture<byte[]> held = new CompletableFuture<>();

	private final BlockingQueue<NetworkMessage> handled = new LinkedBlockingQueue<>();

	private QuicTransport node;

	private QuicTransport good;

	private RawConnection bad;

	private RawStream control;

	@BeforeEach
	void connect() {
		this.node = this.nodes.start("node-b");
		this.node.onRequest("held", (request, context) -> this.held);
		this.node.onMessage("note", (message, context) -> this.handled.add(message));
		this.good = this.nodes.start("node-a");
		TestNodes.connect(this.good, this.node);
		this.bad = this.raw.dial(this.node, this.nodes.certificates.certificate("node-x"));
		this.control = this.bad.greet("node-x");
	}

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aHelloWithTheIdOfAConnectedPeerIsRefusedAndThePeerStays() {
		CompletableFuture<byte[]> call = requestOfGood();
		RawConnection impostor = this.raw.dial(this.node, this.nodes.certificates.certificate("node-x"));
		impostor.open().write((out) -> {
			out.writeByte(StreamKind.CONTROL);
			RawConnection.hello("node-a").write(out);
		});
		assertThat(impostor.closed().code()).isEqualTo(ErrorCode.PEER_ID_MISMATCH.number());
		assertGoodIsServed(call);
	}

	@Test
	void whatEndsAConnectionEndsThatOfItsSenderOnly() {
		CompletableFuture<byte[]> call = requestOfGood();
		this.control.write((out) -> {
			new Settled(1_000_000, new long[0]).write(out);
			for (int id = 0; id < 1_000; id++) {
				ControlFrames.writeCancel(out, id);
			}
			new GoAway(ErrorCode.NOT_RUNNING, "forged", Map.of(0L, 1_000L, 4L, 1_000L), Set.of(4L, 8L)).write(out);
			ControlFrames.writeDone(out);
		});
		await().atMost(TestNodes.PATIENCE).until(() -> !this.node.isConnected(BAD));
		assertGoodIsServed(call);
	}

	@Test
	void nodeInfoOfAnotherNodeIsIgnored() {
		NodeInfo before = infoOfGood();
		NodeInfo forged = NodeInfo.of(GOOD).withMetadata(Map.of("forged", "yes")).withVersion(1_000);
		this.control.write((out) -> NodeInfos.writeFrame(out, forged));
		awaitAnswer();
		assertThat(infoOfGood()).isEqualTo(before);
		assertThat(this.node.peers()).noneMatch((peer) -> String.valueOf(peer).contains("forged"));
	}

	@Test
	void theSourceOfAMessageIsTheNodeOfTheCertificate() throws Exception {
		NetworkMessage message = NetworkMessage.event(new PeerId("node-b"), "note", bytes("x"));
		this.bad.open(StreamKind.LANE).write((out) -> MessageFrames.writeMessage(out, 1, 5000, message));
		NetworkMessage received = this.handled.poll(TestNodes.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(received).isNotNull();
		assertThat(received.source()).isEqualTo(BAD);
	}

	/** What the peer has sent so far is read, or its connection closed. */
	private void awaitAnswer() {
		long before = this.node.stats().messagesReceived();
		NetworkMessage message = NetworkMessage.event(new PeerId("node-b"), "note", bytes("x"));
		if (this.bad.isOpen()) {
			this.bad.open(StreamKind.LANE)
				.write((out) -> MessageFrames.writeMessage(out, 1_000_000 + before, 5000, message));
			await().atMost(TestNodes.PATIENCE)
				.until(() -> !this.bad.isOpen() || this.node.stats().messagesReceived() > before);
		}
	}

	private CompletableFuture<byte[]> requestOfGood() {
		CompletableFuture<byte[]> call = this.good.request(idOf(this.node), "held", new byte[1]);
		await().until(() -> this.node.stats().handlersRunning() == 1);
		return call;
	}

	private NodeInfo infoOfGood() {
		return this.node.peers()
			.stream()
			.filter((peer) -> peer.id().equals(GOOD))
			.map((peer) -> Objects.requireNonNull(peer.info()))
			.findFirst()
			.orElseThrow();
	}

	private void assertGoodIsServed(CompletableFuture<byte[]> call) {
		assertThat(this.node.isConnected(GOOD)).isTrue();
		assertThat(call).isNotDone();
		this.held.complete(bytes("answer"));
		assertThat(get(call)).isEqualTo(bytes("answer"));
		assertThat(this.good.stats().connectionsDialled()).isEqualTo(1);
		assertThat(this.good.stats().connectionsClosed()).isZero();
	}

}

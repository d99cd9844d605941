package io.quictransport.attack;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.attack.RawStream.Frame;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer that answers what it likes: the caller learns at once what is known of its
 * message, and the connection goes on.
 */
class HostileAnswerTests {

	private static final PeerId PEER = new PeerId("node-x");

	private static final Duration LONG = TestNodes.PATIENCE.multipliedBy(5);

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private QuicTransport node;

	private RawConnection peer;

	@BeforeEach
	void connect() {
		this.node = this.nodes.start("node-b", (options) -> options.withLimits(options.limits().withMaxTransfers(1)));
		int port = this.raw.listen(this.nodes.certificates.certificate("node-x"));
		CompletableFuture<NodeInfo> connected = this.node.connectPeer(PeerInfo.of(PEER, "127.0.0.1:" + port));
		this.peer = this.raw.accept();
		this.peer.answer("node-x");
		get(connected);
	}

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aMalformedAnswerFailsWhatItsLaneCarriedAtOnce() {
		CompletableFuture<NetworkMessage> call = request();
		RawStream lane = this.peer.accept();
		lane.next();
		lane.write((out) -> out.writeInt(1).writeByte(0x7F));
		assertLost(call);
		assertThat(lane.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertNextRequestTakesAnotherLane();
	}

	@Test
	void aLaneThatThePeerBreaksOffFailsWhatItCarriedAtOnce() {
		CompletableFuture<NetworkMessage> call = request();
		RawStream lane = this.peer.accept();
		lane.next();
		lane.abort(1);
		assertLost(call);
		assertNextRequestTakesAnotherLane();
	}

	@Test
	void aLaneThatThePeerEndsFailsWhatItCarriedAndIsNotUsedAgain() {
		CompletableFuture<NetworkMessage> call = request();
		RawStream lane = this.peer.accept();
		lane.next();
		lane.finish();
		assertLost(call);
		lane.awaitEnd();
		assertNextRequestTakesAnotherLane();
	}

	@Test
	void anAnswerThatNobodyAwaitsIsIgnored() {
		CompletableFuture<NetworkMessage> call = request();
		RawStream lane = this.peer.accept();
		long id = MessageFrames.readId(lane.next().body());
		lane.write((out) -> MessageFrames.writeResponse(out, id + 7, Map.of(), new byte[] { 1 }));
		lane.write((out) -> MessageFrames.writeResponse(out, id, Map.of(), new byte[] { 2 }));
		lane.write((out) -> MessageFrames.writeResponse(out, id, Map.of(), new byte[] { 3 }));
		assertThat(get(call).payload()).containsExactly(2);
		CompletableFuture<NetworkMessage> next = request();
		long nextId = MessageFrames.readId(lane.next().body());
		lane.write((out) -> MessageFrames.writeResponse(out, nextId, Map.of(), new byte[] { 4 }));
		assertThat(get(next).payload()).containsExactly(4);
	}

	@Test
	void anAnswerMayTravelAlone() {
		CompletableFuture<NetworkMessage> call = request();
		long id = MessageFrames.readId(this.peer.accept().next().body());
		this.peer.open(StreamKind.TRANSFER)
			.writeLast((out) -> MessageFrames.writeResponse(out, id, Map.of(), new byte[] { 9 }))
			.awaitEnd();
		assertThat(get(call).payload()).containsExactly(9);
	}

	@Test
	void anAcknowledgementOfWhatWasNeverSentCostsTheLane() {
		CompletableFuture<Void> sent = this.node.send(NetworkMessage.message(PEER, "any", new byte[1]), LONG);
		RawStream lane = this.peer.accept();
		assertThat(lane.next().type()).isEqualTo(FrameType.EVENT);
		lane.write((out) -> ControlFrames.writeAck(out, 2));
		assertLost(sent);
		assertNextRequestTakesAnotherLane();
	}

	@Test
	void aTransferThatEndsUnansweredFailsItsMessage() {
		CompletableFuture<Void> sent = this.node.send(NetworkMessage.message(PEER, "any", new byte[100_000]), LONG);
		RawStream transfer = this.peer.accept();
		assertThat(transfer.next().type()).isEqualTo(FrameType.EVENT);
		transfer.finish();
		assertLost(sent);
		assertNextRequestTakesAnotherLane();
	}

	@Test
	void aTransferThatIsBrokenOffFailsItsMessage() {
		CompletableFuture<Void> sent = this.node.send(NetworkMessage.message(PEER, "any", new byte[100_000]), LONG);
		RawStream transfer = this.peer.accept();
		transfer.next();
		transfer.abort(1);
		assertLost(sent);
		assertNextRequestTakesAnotherLane();
	}

	@Test
	void aPeerThatWantsNoMoreInTheMiddleOfAMessageFailsItAtOnce() {
		CompletableFuture<Void> sent = this.node.send(NetworkMessage.message(PEER, "any", new byte[1_000_000]), LONG);
		this.peer.accept().abort(1);
		assertLost(sent);
		assertNextRequestTakesAnotherLane();
	}

	@Test
	void aRequestWhoseTransferIsBrokenOffFailsAtOnce() {
		CompletableFuture<NetworkMessage> call = this.node
			.request(NetworkMessage.request(PEER, "any", new byte[100_000]), LONG);
		RawStream transfer = this.peer.accept();
		transfer.next();
		transfer.abort(1);
		assertLost(call);
		assertNextRequestTakesAnotherLane();
	}

	@Test
	void largeMessagesThatAreGivenUpAreNotKeptForAPeerThatEndsNoStream() {
		List<CompletableFuture<NetworkMessage>> calls = Stream.generate(
				() -> this.node.request(NetworkMessage.request(PEER, "any", new byte[100_000]), Duration.ofMillis(300)))
			.limit(10)
			.toList();
		calls.forEach((call) -> assertThat(failureOf(call).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().quicStreams().waiting() == 0);
		assertThat(this.node.stats().quicStreams().open()).as("the control stream, and the first one").isEqualTo(2);
	}

	private CompletableFuture<NetworkMessage> request() {
		return this.node.request(NetworkMessage.request(PEER, "any", new byte[1]), LONG);
	}

	/** A message may have been handled; nothing of it is left here. */
	private void assertLost(CompletableFuture<?> call) {
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(failure.isRetryable()).isFalse();
		assertThat(failure).hasMessageContaining("peer=node-x").hasMessageContaining("path=any");
		assertThat(this.node.stats().messages().inFlight()).isZero();
		assertThat(this.node.isConnected(PEER)).isTrue();
	}

	private void assertNextRequestTakesAnotherLane() {
		CompletableFuture<NetworkMessage> call = request();
		RawStream lane = this.peer.accept();
		Frame request = lane.next();
		assertThat(request.type()).isEqualTo(FrameType.REQUEST);
		ByteBuf body = request.body();
		long id = MessageFrames.readId(body);
		lane.write((out) -> MessageFrames.writeResponse(out, id, Map.of(), new byte[] { 5 }));
		assertThat(get(call).payload()).containsExactly(5);
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().quicStreams().open() == 2);
	}

}

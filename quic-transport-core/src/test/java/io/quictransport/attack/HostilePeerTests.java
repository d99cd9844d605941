package io.quictransport.attack;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.attack.RawConnection.Close;
import io.quictransport.attack.RawStream.Frame;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * A peer that has proven its identity and then breaks the protocol: what it spoils is its
 * own stream, and in the end its connection.
 */
class HostilePeerTests {

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final AtomicInteger handled = new AtomicInteger();

	private QuicTransport node;

	private RawConnection peer;

	private RawStream control;

	@BeforeEach
	void connect() {
		this.node = this.nodes.start("node-b");
		this.node.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		this.node.onMessage("count", (message, context) -> this.handled.incrementAndGet());
		this.peer = this.raw.dial(this.node, this.nodes.certificates.certificate("node-x"));
		this.control = this.peer.greet("node-x");
	}

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aPeerThatHasStatedTheHighestGenerationIsStillDialled() {
		PeerId id = new PeerId("node-y");
		RawConnection first = this.raw.dial(this.node, this.nodes.certificates.certificate("node-y"));
		first.greet(RawConnection.hello("node-y", 1, Hello.MAX_GENERATION));
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.isConnected(id));
		first.close();
		await().atMost(TestNodes.PATIENCE).until(() -> !this.node.isConnected(id));
		int port = this.raw.listen(this.nodes.certificates.certificate("node-y"));
		CompletableFuture<NodeInfo> connected = this.node.connectPeer(PeerInfo.of(id, "127.0.0.1:" + port));
		this.raw.accept().answer(RawConnection.hello("node-y", 1, 0));
		assertThat(TestNodes.get(connected).id()).isEqualTo(id);
	}

	static Stream<Arguments> spoiltLanes() {
		return Stream.of(argumentSet("an unknown frame type", content((out) -> out.writeInt(1).writeByte(0x7F))),
				argumentSet("a frame for the control stream", content((out) -> ControlFrames.writePing(out, 1))),
				argumentSet("a frame for the other direction", content((out) -> ControlFrames.writeAck(out, 1))),
				argumentSet("a frame without a type", content((out) -> out.writeInt(0))),
				argumentSet("a negative length", content((out) -> out.writeInt(-1))),
				argumentSet("a request without a path", content((out) -> out.writeInt(2).writeByte(4).writeByte(1))),
				argumentSet("an event that ends inside its headers",
						content((out) -> out.writeInt(8)
							.writeByte(FrameType.EVENT)
							.writeByte(1)
							.writeByte(9)
							.writeByte(1)
							.writeByte('p')
							.writeByte(0)
							.writeByte(1)
							.writeByte(40))),
				argumentSet("a text that is not UTF-8",
						content((out) -> out.writeInt(6)
							.writeByte(FrameType.EVENT)
							.writeByte(1)
							.writeByte(9)
							.writeByte(2)
							.writeShort(0xC3FF))));
	}

	private static Consumer<ByteBuf> content(Consumer<ByteBuf> content) {
		return content;
	}

	@ParameterizedTest
	@MethodSource("spoiltLanes")
	void aMalformedFrameCostsItsLaneOnly(Consumer<ByteBuf> malformed) {
		RawStream good = this.peer.open(StreamKind.LANE);
		assertAnswered(good, 1);
		RawStream bad = this.peer.open(StreamKind.LANE).write(malformed);
		assertThat(bad.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertAnswered(good, 2);
		assertAnswered(this.peer.open(StreamKind.LANE), 3);
		assertThat(this.peer.isOpen()).isTrue();
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().quicStreams().open() == 3);
		assertThat(this.node.stats().errors()).containsEntry(ErrorCode.PROTOCOL_VIOLATION, 1L);
	}

	@Test
	void aFrameThatClaimsToBeTooLongCostsItsLaneOnlyAndNoMemory() {
		RawStream bad = this.peer.open(StreamKind.LANE).write((out) -> out.writeInt(Integer.MAX_VALUE));
		assertThat(bad.resetCode()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE.number());
		assertAnswered(this.peer.open(StreamKind.LANE), 1);
	}

	@Test
	void aStreamOfAnUnknownKindIsResetAndNothingElse() {
		assertThat(this.peer.open(0x7F).resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertThat(this.peer.open(StreamKind.CONTROL).resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertAnswered(this.peer.open(StreamKind.LANE), 1);
	}

	@Test
	void aMessageThatIsCutOffByTheEndOfItsLaneIsNotDelivered() {
		RawStream lane = this.peer.open(StreamKind.LANE)
			.writeLast((out) -> event(out).writerIndex(out.writerIndex() - 1));
		assertThat(lane.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void aMessageThatIsCutOffByAResetIsNotDelivered() {
		RawStream lane = this.peer.open(StreamKind.LANE).write((out) -> event(out).writerIndex(out.writerIndex() - 1));
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().quicStreams().open() == 2);
		lane.abort(1);
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().quicStreams().open() == 1);
		assertAnswered(this.peer.open(StreamKind.LANE), 1);
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void aStreamIsUnderstoodHoweverItsBytesAreCut() {
		RawStream lane = this.peer.open();
		ByteBuf whole = event(lane.channel().alloc().buffer().writeByte(StreamKind.LANE));
		while (whole.isReadable()) {
			byte next = whole.readByte();
			lane.write((out) -> out.writeByte(next));
		}
		whole.release();
		Frame answer = lane.next();
		assertThat(answer.type()).isEqualTo(FrameType.ACK);
		assertThat(ControlFrames.readNumber(answer.body())).isEqualTo(1);
		await().atMost(TestNodes.PATIENCE).untilAtomic(this.handled, org.hamcrest.Matchers.is(1));
	}

	@Test
	void oneIdThatIsSentTenTimesIsHandledOnceAndAnsweredAlike() {
		CompletableFuture<byte[]> reply = new CompletableFuture<>();
		AtomicInteger runs = new AtomicInteger();
		this.node.onRequest("once", (request, context) -> {
			runs.incrementAndGet();
			return reply;
		});
		NetworkMessage request = NetworkMessage.request(new PeerId("node-b"), "once", new byte[] { 7 });
		RawStream lane = this.peer.open(StreamKind.LANE);
		for (int i = 0; i < 5; i++) {
			lane.write((out) -> MessageFrames.writeMessage(out, 77, 5000, request));
		}
		await().atMost(TestNodes.PATIENCE).untilAtomic(runs, org.hamcrest.Matchers.is(1));
		reply.complete(new byte[] { 42 });
		assertReply(lane.next());
		for (int i = 0; i < 5; i++) {
			RawStream other = this.peer.open(StreamKind.LANE)
				.write((out) -> MessageFrames.writeMessage(out, 77, 5000, request));
			assertReply(other.next());
		}
		assertThat(runs).hasValue(1);
	}

	private static void assertReply(Frame answer) {
		assertThat(answer.type()).isEqualTo(FrameType.RESPONSE);
		ByteBuf body = answer.body();
		assertThat(MessageFrames.readId(body)).isEqualTo(77);
		assertThat(body.getByte(body.writerIndex() - 1)).isEqualTo((byte) 42);
	}

	@Test
	void spoiltStreamsLeaveNothingBehindAndTheHundredthClosesTheConnection() {
		long allowed = this.peer.allowedStreams();
		for (int i = 1; i < 100; i++) {
			RawStream bad = this.peer.open(StreamKind.LANE).write((out) -> out.writeInt(-1));
			assertThat(bad.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		}
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().quicStreams().open() == 1);
		// The codec grants new streams for those that are gone at both of its ends.
		await().atMost(TestNodes.PATIENCE).until(() -> this.peer.allowedStreams() >= allowed / 2);
		assertAnswered(this.peer.open(StreamKind.LANE), 1);
		this.peer.open(StreamKind.LANE).write((out) -> out.writeInt(-1));
		assertClosed(ErrorCode.PROTOCOL_VIOLATION, "length -1");
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().quicStreams().open() == 0);
		assertThat(this.node.isConnected(new PeerId("node-x"))).isFalse();
	}

	@Test
	void aPeerThatBreaksOffStreamAfterStreamIsCutOff() {
		for (int i = 0; i < 100; i++) {
			this.peer.open(StreamKind.LANE).abort(1);
		}
		assertClosed(ErrorCode.PROTOCOL_VIOLATION, "100 streams were broken off");
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().quicStreams().open() == 0);
	}

	@Test
	void junkOnTheControlStreamClosesTheConnection() {
		this.control.write((out) -> out.writeInt(5).writeInt(0x55555555).writeByte(0x55));
		assertClosed(ErrorCode.PROTOCOL_VIOLATION, "frame type 85 is not for the control stream");
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(
					() -> assertThat(this.node.stats().errors()).containsEntry(ErrorCode.PROTOCOL_VIOLATION, 1L));
		assertThat(this.node.stats().connections().open()).isZero();
	}

	@Test
	void theEndOfTheControlStreamClosesTheConnection() {
		this.control.finish();
		assertClosed(ErrorCode.PROTOCOL_VIOLATION, "the control stream has ended");
	}

	@Test
	void streamsOfOneDirectionAreNotAdmitted() {
		assertThat(this.peer.channel().peerAllowedStreams(io.netty.handler.codec.quic.QuicStreamType.UNIDIRECTIONAL))
			.isZero();
	}

	private static void assertAnswered(RawStream lane, long id) {
		lane.write((out) -> MessageFrames.writeMessage(out, id, 5000,
				NetworkMessage.request(new PeerId("node-b"), "echo", new byte[] { 7 })));
		Frame answer = lane.next();
		assertThat(answer.type()).isEqualTo(FrameType.RESPONSE);
		assertThat(MessageFrames.readId(answer.body())).isEqualTo(id);
	}

	private static ByteBuf event(ByteBuf out) {
		NetworkMessage message = NetworkMessage.message(new PeerId("node-b"), "count", new byte[10]);
		assertThat(message.type()).isEqualTo(MessageType.MESSAGE);
		MessageFrames.writeMessage(out, 1, 5000, message);
		return out;
	}

	private void assertClosed(ErrorCode code, String reason) {
		Close close = this.peer.closed();
		assertThat(close.tls()).isFalse();
		assertThat(close.code()).isEqualTo(code.number());
		assertThat(close.reason()).contains(reason);
	}

}

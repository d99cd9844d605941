package io.quictransport.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer that begins frames and does not end them loses its streams, and holds nothing of
 * the node (fault F19, slow-loris).
 */
class SlowPeerTests {

	private static final Duration FRAME_TIMEOUT = Duration.ofSeconds(1);

	/** One more would close the connection. */
	private static final int STREAMS = 99;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	@SuppressWarnings("NullAway.Init")
	private QuicTransport node;

	@SuppressWarnings("NullAway.Init")
	private RawConnection peer;

	@BeforeEach
	void connect() {
		this.node = this.nodes.start("node-b",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withFrame(FRAME_TIMEOUT)));
		this.node.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying(NetworkMessage::payload));
		this.peer = this.raw.dial(this.node, this.nodes.certificates.certificate("node-x"));
		this.peer.greet("node-x");
	}

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void framesThatDripInAreCutOffAndTheirStreamsComeBack() {
		List<RawStream> slow = new ArrayList<>();
		long begun = System.nanoTime();
		for (int i = 0; i < STREAMS; i++) {
			int kind = (i % 2 == 0) ? StreamKind.LANE : StreamKind.TRANSFER;
			// Half of them stop inside the length, half inside the body.
			int stated = i % 4;
			slow.add(this.peer.open(kind).write((out) -> {
				out.writeShort(0);
				if (stated > 1) {
					out.writeShort(100).writeByte(FrameType.EVENT);
				}
			}));
		}
		assertThat(this.node.stats().quicStreams().open()).isGreaterThan(1);
		for (RawStream each : slow) {
			assertThat(each.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(FRAME_TIMEOUT);
		await().until(() -> this.node.stats().quicStreams().open() == 1);
		RawStream lane = this.peer.open(StreamKind.LANE);
		lane.write((out) -> MessageFrames.writeMessage(out, 1, 5000,
				NetworkMessage.request(new PeerId("node-b"), "echo", new byte[] { 7 })));
		assertThat(lane.next().type()).isEqualTo(FrameType.RESPONSE);
	}

	@Test
	void aDripOfBytesDoesNotPutTheEndOff() {
		RawStream slow = this.peer.open(StreamKind.LANE)
			.write((out) -> out.writeInt(60_000).writeByte(FrameType.EVENT));
		drip(slow);
	}

	@Test
	void aLaneThatIsIdleBetweenFramesIsLeftAlone() {
		RawStream lane = this.peer.open(StreamKind.LANE);
		for (int i = 1; i <= 2; i++) {
			int id = i;
			lane.write((out) -> MessageFrames.writeMessage(out, id, 60_000,
					NetworkMessage.request(new PeerId("node-b"), "echo", new byte[] { 7 })));
			assertThat(lane.next().type()).isEqualTo(FrameType.RESPONSE);
			// Begun later and cut off, because a frame of it is not whole.
			drip(this.peer.open(StreamKind.LANE).write((out) -> out.writeInt(100).writeByte(FrameType.EVENT)));
		}
		assertThat(lane.isReset()).isFalse();
	}

	/** Has the rest of a frame come byte by byte, until the stream is cut off. */
	private static void drip(RawStream slow) {
		await().pollInterval(Duration.ofMillis(100)).until(() -> {
			slow.write((out) -> out.writeByte(0));
			return slow.isReset();
		});
	}

}

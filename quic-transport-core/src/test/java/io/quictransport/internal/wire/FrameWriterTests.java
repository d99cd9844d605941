package io.quictransport.internal.wire;

import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.MessageFrames.Failure;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * A lane is shared: what cannot be written must leave no trace on it.
 */
class FrameWriterTests {

	private final ByteBuf out = Unpooled.buffer().writeByte(StreamKind.LANE);

	@Test
	void aFrameThatCannotBeWrittenLeavesNoHalfOfItself() {
		assertLeavesNothing(
				() -> new Failure(-1, ErrorCode.OVERLOADED, Outcome.UNKNOWN, 0, "text").writeError(this.out));
		assertLeavesNothing(
				() -> new Failure(1, ErrorCode.OVERLOADED, Outcome.UNKNOWN, -1, "text").writeNack(this.out));
		assertLeavesNothing(
				() -> MessageFrames.writeResponse(this.out, 1, Collections.singletonMap("name", null), new byte[0]));
	}

	static Stream<Arguments> frames() {
		NodeInfo node = NodeInfo.of(new PeerId("node-a")).withMetadata(Map.of("zone", "east"));
		return Stream.of(frame("HELLO", new Hello(Hello.VERSION, 1, 2, new WireLimits(1, 2), 3, node, "test")::write),
				frame("PING", (out) -> ControlFrames.writePing(out, 1)),
				frame("PONG", (out) -> ControlFrames.writePong(out, 1)),
				frame("NODE_INFO", (out) -> ControlFrames.writeNodeInfo(out, node)),
				frame("GOAWAY", new GoAway(ErrorCode.DRAINING, "drains", Map.of(4L, 9L), Set.of(8L, 12L))::write),
				frame("DONE", ControlFrames::writeDone), frame("ACK", (out) -> ControlFrames.writeAck(out, 1_000_000)),
				frame("CANCEL", (out) -> ControlFrames.writeCancel(out, 1_000_000)),
				frame("SETTLED", new Settled(7, new long[] { 1_000, 1_000_000 })::write),
				frame("OPEN", new StreamFrames.Open(1, 65_536, "path", Map.of("name", "value"))::write),
				frame("ITEM", (out) -> StreamFrames.writeItem(out, new byte[20])), frame("END", StreamFrames::writeEnd),
				frame("RESET", new StreamFrames.Reset(ErrorCode.CANCELLED, "enough")::write),
				frame("CREDIT", (out) -> StreamFrames.writeCredit(out, 1_000_000)),
				frame("ERROR", new Failure(1, ErrorCode.OVERLOADED, Outcome.UNKNOWN, 10, "text")::writeError),
				frame("RESPONSE", (out) -> MessageFrames.writeResponse(out, 1, Map.of("name", "value"), new byte[20])),
				frame("REQUEST",
						(out) -> MessageFrames.writeMessage(out, 1, 1000,
								NetworkMessage.request(new PeerId("node-b"), "path", new byte[20]),
								new MessageFrames.Paths())));
	}

	private static Arguments frame(String name, Consumer<ByteBuf> writer) {
		return argumentSet(name, writer);
	}

	@ParameterizedTest
	@MethodSource("frames")
	void aFrameThatFindsNoRoomAtAnyOfItsBytesLeavesNothing(Consumer<ByteBuf> writer) {
		ByteBuf whole = Unpooled.buffer();
		writer.accept(whole);
		int length = whole.readableBytes();
		for (int room = 0; room < length; room++) {
			ByteBuf full = Unpooled.buffer(1 + room, 1 + room).writeByte(StreamKind.CONTROL);
			assertThatThrownBy(() -> writer.accept(full)).isInstanceOf(IndexOutOfBoundsException.class);
			assertThat(full.readableBytes()).as("room for %d bytes of %d", room, length).isEqualTo(1);
		}
	}

	private void assertLeavesNothing(ThrowingCallable write) {
		assertThatThrownBy(write).isInstanceOf(RuntimeException.class);
		assertThat(this.out.readableBytes()).isEqualTo(1);
	}

}

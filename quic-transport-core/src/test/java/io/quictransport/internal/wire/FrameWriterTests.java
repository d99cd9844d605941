package io.quictransport.internal.wire;

import io.quictransport.internal.wire.MessageFrames.Failure;

import java.util.Collections;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.ErrorCode;
import io.quictransport.Outcome;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

	private void assertLeavesNothing(ThrowingCallable write) {
		assertThatThrownBy(write).isInstanceOf(RuntimeException.class);
		assertThat(this.out.readableBytes()).isEqualTo(1);
	}

}

package io.quictransport.internal.connection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.support.CapturedLogs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The end of a connection, whatever fails meanwhile.
 */
class ClosingTests {

	private final CapturedLogs logs = new CapturedLogs();

	private final Wire wire = new Wire();

	private final Closing closing = new Closing(this.wire, true);

	@BeforeEach
	void begin() {
		this.logs.begin();
	}

	@AfterEach
	void end() {
		this.logs.end();
	}

	@Test
	void theFirstCauseCountsAndIsSentOnce() {
		close(ErrorCode.IDLE_TIMEOUT, "nothing was heard");
		close(ErrorCode.PROTOCOL_VIOLATION, "too late");
		this.closing.closedByPeer(new CloseCause(ErrorCode.DRAINING, "later still", ErrorContext.NONE, null));
		assertThat(this.wire.sent).containsExactly("flush",
				CloseCode.of(ErrorCode.IDLE_TIMEOUT, true) + " nothing was heard");
		assertThat(this.closing.cause()).extracting(CloseCause::code).isEqualTo(ErrorCode.IDLE_TIMEOUT);
		assertThat(this.closing.isHere()).isTrue();
		assertThat(this.closing.isOver()).isFalse();
	}

	@Test
	void aCloseIsSentThoughThereIsNoMemoryForItsReason() {
		this.wire.noMemory = true;
		close(ErrorCode.CONNECTION_LOST, "the node has no memory for what it is sent");
		assertThat(this.wire.sent).containsExactly("flush", CloseCode.of(ErrorCode.CONNECTION_LOST, true) + " ");
	}

	@Test
	void aCloseIsSentThoughWhatIsGatheredCannotBeWritten() {
		this.wire.flushFault = new OutOfMemoryError("made up by a test");
		assertThatThrownBy(() -> close(ErrorCode.IDLE_TIMEOUT, "quiet")).isSameAs(this.wire.flushFault);
		assertThat(this.wire.sent).containsExactly(CloseCode.of(ErrorCode.IDLE_TIMEOUT, true) + " quiet");
	}

	@Test
	void nothingIsSentWhenTheEventLoopHasEnded() {
		this.wire.loopEnded = true;
		close(ErrorCode.NOT_RUNNING, "the node stops");
		assertThat(this.wire.sent).isEmpty();
		assertThat(this.closing.cause()).isNotNull();
	}

	@Test
	void whatThePeerStatesIsNoEndOfThisNode() {
		this.closing.closedByPeer(new CloseCause(ErrorCode.DRAINING, "it stops", ErrorContext.NONE, null));
		close(ErrorCode.IDLE_TIMEOUT, "too late");
		assertThat(this.wire.sent).isEmpty();
		assertThat(this.closing.isHere()).isFalse();
		assertThat(this.closing.cause()).extracting(CloseCause::code).isEqualTo(ErrorCode.DRAINING);
	}

	@Test
	void eachStepBehindTheEndIsTakenThoughOneFails() {
		List<String> taken = new ArrayList<>();
		assertThat(this.closing.end()).isTrue();
		this.closing.follow("node-b", () -> {
			throw new OutOfMemoryError("made up by a test");
		}, () -> taken.add("second"), () -> {
			throw new IllegalStateException("made up by a test");
		}, () -> taken.add("last"));
		assertThat(taken).containsExactly("second", "last");
		assertThat(this.logs.warnings("close_step_failed")).hasSize(2)
			.allSatisfy((line) -> assertThat(line).contains("peer=node-b"));
		assertThat(this.closing.end()).isFalse();
		close(ErrorCode.IDLE_TIMEOUT, "too late");
		assertThat(this.wire.sent).isEmpty();
	}

	private void close(ErrorCode code, String reason) {
		this.closing.close(code, reason, ErrorContext.NONE);
	}

	/** Notes what is sent. */
	private static final class Wire implements Closing.Owner {

		private final List<String> sent = new ArrayList<>();

		private boolean noMemory;

		private boolean loopEnded;

		private @Nullable Error flushFault;

		@Override
		public boolean hasLoopEnded() {
			return this.loopEnded;
		}

		@Override
		public void flush() {
			if (this.flushFault != null) {
				throw this.flushFault;
			}
			this.sent.add("flush");
		}

		@Override
		public ByteBufAllocator allocator() {
			if (this.noMemory) {
				throw new OutOfMemoryError("made up by a test");
			}
			return UnpooledByteBufAllocator.DEFAULT;
		}

		@Override
		public void sendClose(CloseCode code, ByteBuf reason) {
			this.sent.add(code + " " + reason.toString(StandardCharsets.UTF_8));
			reason.release();
		}

	}

}

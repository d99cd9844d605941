package io.quictransport.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds that a stream which takes its bytes slowly is not taken for one that takes none.
 */
class PendingWritesTests {

	private static final long STALL = 100;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final PendingWrites writes = new PendingWrites();

	private final ByteBuf buffer = Unpooled.wrappedBuffer(new byte[10]);

	private final ChannelPromise taken = this.channel.newPromise();

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void aStreamThatTakesNothingIsStalled() {
		this.writes.add(this.buffer, this.taken, 0);
		assertThat(this.writes.isStalled(STALL, STALL)).isFalse();
		assertThat(this.writes.isStalled(STALL + 1, STALL)).isTrue();
	}

	@Test
	void aStreamThatTakesAByteNowAndThenIsNot() {
		this.writes.add(this.buffer, this.taken, 0);
		for (int i = 1; i < 10; i++) {
			this.buffer.skipBytes(1);
			assertThat(this.writes.isStalled(i * STALL, STALL)).isFalse();
		}
		assertThat(this.writes.isStalled(10 * STALL + 1, STALL)).isTrue();
	}

	@Test
	void theWriteBehindTheOneThatWasTakenHasTheWholeTime() {
		this.writes.add(this.buffer, this.taken, 0);
		this.writes.add(Unpooled.wrappedBuffer(new byte[10]), this.channel.newPromise(), 1);
		this.taken.setSuccess();
		assertThat(this.writes.isStalled(2 * STALL, STALL)).isFalse();
		assertThat(this.writes.isStalled(3 * STALL + 1, STALL)).isTrue();
	}

	@Test
	void nothingIsStalledWhenAllIsTaken() {
		this.writes.add(this.buffer, this.taken, 0);
		this.taken.setSuccess();
		assertThat(this.writes.isEmpty()).isTrue();
		assertThat(this.writes.isStalled(2 * STALL, STALL)).isFalse();
	}

}

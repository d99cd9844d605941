package io.quictransport.internal.endpoint;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where a socket reads to while there is no memory.
 */
class ReservedReadsTests {

	private static final int SIZE = 2048;

	private final Scarce memory = new Scarce();

	private final AtomicLong clock = new AtomicLong();

	private final EmbeddedChannel socket = new EmbeddedChannel();

	private final ReservedReads reads = new ReservedReads(SIZE, this.clock::get);

	private final RecvByteBufAllocator.ExtendedHandle handle = this.reads.newHandle();

	@AfterEach
	void close() {
		this.socket.close();
	}

	@Test
	void whileThereIsMemoryTheReserveIsNotTouched() {
		this.reads.reserveFor(this.socket);
		for (int i = 1; i <= 3; i++) {
			read().release();
			assertThat(this.memory.asked).isEqualTo(i);
		}
	}

	@Test
	void withoutMemoryASocketReadsIntoWhatIsReservedAsOftenAsThatIsFree() {
		this.reads.reserveFor(this.socket);
		this.memory.isThere = false;
		ByteBuf first = read();
		assertThat(first.writableBytes()).isEqualTo(SIZE);
		assertThat(first.hasMemoryAddress()).isTrue();
		first.writeLong(1).release();
		ByteBuf second = read();
		assertThat(second.readableBytes()).isZero();
		assertThatExceptionOfType(OutOfMemoryError.class).as("it is in use").isThrownBy(this::read);
		second.release();
		read().release();
	}

	@Test
	void memoryIsNotAskedForAgainForAWhile() {
		this.reads.reserveFor(this.socket);
		this.memory.isThere = false;
		for (int i = 0; i < 100; i++) {
			read().release();
		}
		assertThat(this.memory.asked).isOne();
		this.memory.isThere = true;
		this.clock.addAndGet(ReservedReads.PAUSE_NANOS);
		read().release();
		read().release();
		assertThat(this.memory.asked).isEqualTo(3);
	}

	@Test
	void theReserveIsGivenBackWithTheSocketAndNotBeforeWhatIsReadIntoIt() {
		this.reads.reserveFor(this.socket);
		this.memory.isThere = false;
		ByteBuf last = read();
		this.socket.close();
		assertThat(last.refCnt()).isOne();
		last.release();
		assertThat(last.refCnt()).isZero();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::read);
	}

	private ByteBuf read() {
		return this.handle.allocate(this.memory);
	}

	/** Has memory, or none. */
	private static final class Scarce extends AbstractByteBufAllocator {

		private boolean isThere = true;

		private int asked;

		Scarce() {
			super(true);
		}

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			return Unpooled.buffer(initialCapacity, maxCapacity);
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			this.asked++;
			if (!this.isThere) {
				throw new OutOfMemoryError("made up by a test");
			}
			return ByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
		}

		@Override
		public boolean isDirectBufferPooled() {
			return false;
		}

	}

}

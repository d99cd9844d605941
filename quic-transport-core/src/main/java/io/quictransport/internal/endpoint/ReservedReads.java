package io.quictransport.internal.endpoint;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Gives a socket the buffers that it reads into. One is reserved when the socket is
 * bound, for the time when there is no memory: a node that cannot read does not even
 * learn that its peers have acknowledged, or given up, what takes the memory. Handles are
 * confined to the event loop.
 */
final class ReservedReads extends DefaultMaxMessagesRecvByteBufAllocator {

	/**
	 * For so long no other buffer is asked for: the JDK waits for half a second before it
	 * says that there is no direct memory.
	 */
	static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final int size;

	private final LongSupplier clock;

	/** Null before the socket is bound and after it is closed. */
	private volatile @Nullable ByteBuf reserve;

	/**
	 * Makes the buffers of a socket that is not bound yet.
	 * @param size the bytes of each buffer
	 * @param clock the monotonic time in nanoseconds
	 */
	ReservedReads(int size, LongSupplier clock) {
		this.size = size;
		this.clock = clock;
		maxMessagesPerRead(SocketScale.ONE_CALL);
	}

	/**
	 * Reserves a buffer until a socket is closed.
	 * @param socket the socket, which is bound
	 */
	void reserveFor(Channel socket) {
		ByteBuf taken = Unpooled.directBuffer(this.size, this.size);
		this.reserve = taken;
		socket.closeFuture().addListener((closed) -> {
			this.reserve = null;
			taken.release();
		});
	}

	@Override
	public ExtendedHandle newHandle() {
		return new Reads();
	}

	private final class Reads extends MaxMessageHandle {

		/** When memory was last found wanting, null if never, or long ago. */
		private @Nullable Long scarceSince;

		@Override
		public int guess() {
			return ReservedReads.this.size;
		}

		@Override
		public ByteBuf allocate(ByteBufAllocator allocator) {
			if (this.scarceSince == null) {
				return attempt(allocator);
			}
			ByteBuf reserved = reserved();
			if (reserved == null || ReservedReads.this.clock.getAsLong() - this.scarceSince >= PAUSE_NANOS) {
				this.scarceSince = null;
				return attempt(allocator);
			}
			return reserved.retainedDuplicate().clear();
		}

		private ByteBuf attempt(ByteBufAllocator allocator) {
			try {
				return allocator.ioBuffer(ReservedReads.this.size);
			}
			catch (OutOfMemoryError ex) {
				ByteBuf reserved = reserved();
				if (reserved == null) {
					throw ex;
				}
				this.scarceSince = ReservedReads.this.clock.getAsLong();
				return reserved.retainedDuplicate().clear();
			}
		}

		/** Null while the codec still has datagrams in it. */
		private @Nullable ByteBuf reserved() {
			ByteBuf known = ReservedReads.this.reserve;
			return (known != null && known.refCnt() == 1) ? known : null;
		}

	}

}

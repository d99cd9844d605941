package io.quictransport.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the frames of one stream, so that they leave in few, large writes: each write
 * outside a read costs packets of its own. Confined to the event loop; owns its buffer
 * until it is written.
 */
public final class FrameOutput {

	private static final int FULL = 64 * 1024;

	private static final int FIRST = 512;

	/** Room for what stands before a payload; a long path makes the buffer grow. */
	private static final int HEAD = 256;

	private final ByteBufAllocator allocator;

	private final FlushQueue flushQueue;

	private final @Nullable Backlog backlog;

	private @Nullable Channel channel;

	private @Nullable ByteBuf gathered;

	/** The writes that the stream did not take at once. */
	private final PendingWrites pending = new PendingWrites();

	private boolean dirty;

	private boolean closed;

	private int expected = FIRST;

	/**
	 * Makes the output of a stream that need not be there yet.
	 * @param allocator makes the buffers
	 * @param flushQueue decides when they are written
	 * @param backlog observes what the stream does not take at once, null if nobody does
	 */
	FrameOutput(ByteBufAllocator allocator, FlushQueue flushQueue, @Nullable Backlog backlog) {
		this.allocator = allocator;
		this.flushQueue = flushQueue;
		this.backlog = backlog;
	}

	/** Begins to write; until then frames are gathered. */
	public void attach(Channel channel) {
		this.channel = channel;
		if (this.closed) {
			return;
		}
		markDirty();
	}

	/** The buffer to append one small frame to. It leaves with the next flush. */
	public ByteBuf buffer() {
		return buffer(0);
	}

	/** The buffer to append one frame to, with a payload of this length. */
	public ByteBuf buffer(int payload) {
		ByteBuf buffer = this.gathered;
		if (buffer != null && buffer.readableBytes() + payload >= FULL && this.channel != null) {
			flush();
			// What the write has made room for may have come meanwhile.
			buffer = this.gathered;
		}
		if (buffer == null) {
			buffer = this.allocator.directBuffer(Math.max(this.expected, payload + HEAD));
			this.gathered = buffer;
		}
		markDirty();
		return buffer;
	}

	void flush() {
		this.dirty = false;
		ByteBuf buffer = this.gathered;
		Channel stream = this.channel;
		if (buffer == null || (stream == null && !this.closed)) {
			return;
		}
		this.gathered = null;
		if (this.closed || stream == null) {
			buffer.release();
			return;
		}
		this.expected = Math.max(FIRST, Math.min(FULL, Integer.highestOneBit(buffer.readableBytes()) << 1));
		int bytes = buffer.readableBytes();
		ChannelFuture write = stream.write(buffer);
		if (!write.isDone()) {
			this.pending.add(buffer, write, this.flushQueue.time());
			if (this.backlog != null) {
				this.backlog.written(bytes, write);
			}
		}
	}

	/** Whether the stream is there and has taken all that was written. */
	public boolean isTaken() {
		return this.channel != null && this.pending.isEmpty();
	}

	/**
	 * Whether the stream has taken nothing for this long although there was something.
	 */
	public boolean isStalled(long now, long nanos) {
		return this.pending.isStalled(now, nanos);
	}

	/**
	 * Writes what is gathered and ends the stream's own direction with it. There should
	 * be something: the codec may drop a lone FIN, when all before it has been
	 * acknowledged. And it is written like data, since shutdownOutput would overtake what
	 * the stream has not taken yet.
	 */
	public void finish() {
		ByteBuf last = this.gathered;
		Channel stream = this.channel;
		if (stream != null && !this.closed) {
			this.gathered = null;
			stream.write(new DefaultQuicStreamFrame((last != null) ? last : Unpooled.EMPTY_BUFFER, true));
		}
		this.closed = true;
		flush();
	}

	/** Drops what is gathered; the stream is gone. */
	public void close() {
		this.closed = true;
		flush();
	}

	private void markDirty() {
		if (!this.dirty) {
			this.dirty = true;
			this.flushQueue.add(this);
		}
	}

	/**
	 * What was written and not taken by the stream yet.
	 */
	@FunctionalInterface
	public interface Backlog {

		/**
		 * Bytes that the stream could not take at once.
		 * @param bytes how many
		 * @param taken when it has taken them, or will never
		 */
		void written(int bytes, ChannelFuture taken);

	}

}

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
 * outside a read costs additional packets. Confined to the event loop; owns its buffer
 * until it is written.
 */
public final class FrameOutput {

	private static final int FULL = 64 * 1024;

	private static final int FIRST = 512;

	/** Room for the header before a payload; a long path makes the buffer grow. */
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
	 * Makes the output of a stream that need not be open yet.
	 * @param allocator makes the buffers
	 * @param flushQueue decides when they are written
	 * @param backlog observes the bytes that the stream does not take at once, null if
	 * nothing does
	 */
	FrameOutput(ByteBufAllocator allocator, FlushQueue flushQueue, @Nullable Backlog backlog) {
		this.allocator = allocator;
		this.flushQueue = flushQueue;
		this.backlog = backlog;
	}

	/** Begins to write; until then frames are only gathered. */
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
			// The write may have freed credit, and more frames may have arrived
			// meanwhile.
			buffer = this.gathered;
		}
		if (buffer == null) {
			buffer = this.allocator.directBuffer(Math.max(this.expected, payload + HEAD));
			this.gathered = buffer;
		}
		markDirty();
		return buffer;
	}

	/** The number of bytes that leave with the next flush. */
	public int gathered() {
		ByteBuf buffer = this.gathered;
		return (buffer != null) ? buffer.readableBytes() : 0;
	}

	void flush() {
		this.dirty = false;
		ByteBuf buffer = this.gathered;
		Channel stream = this.channel;
		if (buffer == null || (stream == null && !this.closed)) {
			return;
		}
		this.gathered = null;
		if (this.closed || stream == null || !buffer.isReadable()) {
			// Empty where the one frame that it was for could not be written.
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

	/** Whether the stream is open and has taken everything that was written. */
	public boolean isTaken() {
		return this.channel != null && this.pending.isEmpty();
	}

	/** The bytes that were written and that the stream has not taken. */
	public long pendingBytes() {
		return this.pending.bytes();
	}

	/** Whether bytes were pending and the stream has taken none of them for this long. */
	public boolean isStalled(long now, long nanos) {
		return this.pending.isStalled(now, nanos);
	}

	/**
	 * Writes the gathered frames and ends the stream's outbound direction with them.
	 * There should be at least one frame: the codec may drop a lone FIN when everything
	 * before it has been acknowledged. FIN is written like data, since shutdownOutput
	 * would overtake what the stream has not taken yet.
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

	/**
	 * Writes the only frame of a stream at once, and ends the stream's outbound direction
	 * with it.
	 * @param opened the stream
	 * @param frame the frame, owned by the stream from now on
	 */
	public void finish(Channel opened, ByteBuf frame) {
		this.channel = opened;
		this.closed = true;
		this.pending.add(frame, opened.write(new DefaultQuicStreamFrame(frame, true)), this.flushQueue.time());
	}

	/** Drops the gathered frames; the stream is closed. */
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

	/** Observes what was written and has not been taken by the stream yet. */
	@FunctionalInterface
	public interface Backlog {

		/**
		 * The stream could not take these bytes at once.
		 * @param bytes the number of bytes
		 * @param taken completes when it has taken them, or never will
		 */
		void written(int bytes, ChannelFuture taken);

	}

}

package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one stream into frames. Keeps at most one partial frame, in a buffer
 * that grows with the bytes received and never by a stated length.
 */
public final class FrameReader {

	/** The bytes before a frame's type: its length, type included. */
	public static final int LENGTH_BYTES = 4;

	private static final int FIRST = 64;

	/**
	 * The largest factor by which a partial frame's buffer may exceed the bytes received.
	 */
	private static final int GROWTH = 2;

	private final ByteBufAllocator allocator;

	private final int maxFrameLength;

	private @Nullable ByteBuf partial;

	private int partials;

	/**
	 * Makes a reader that is at the start of a frame.
	 * @param allocator allocates the buffer of a partial frame
	 * @param maxFrameLength the largest length that a frame may state
	 */
	public FrameReader(ByteBufAllocator allocator, int maxFrameLength) {
		this.allocator = allocator;
		this.maxFrameLength = maxFrameLength;
	}

	/**
	 * Reads the available bytes and passes on each whole frame.
	 * @param in the bytes received; read to the end, not released
	 * @param sink receives the frames
	 * @throws MalformedFrameException if a frame states an impossible length, or the sink
	 * finds one malformed; the reader is then unusable and must be closed
	 */
	public void read(ByteBuf in, FrameSink sink) {
		ByteBuf started = this.partial;
		if (started != null) {
			fill(started, in);
			if (!isWhole(started)) {
				return;
			}
			this.partial = null;
			try {
				frames(started, sink);
			}
			finally {
				started.release();
			}
		}
		frames(in, sink);
		if (in.isReadable()) {
			ByteBuf rest = this.allocator.buffer(FIRST);
			this.partial = rest;
			this.partials++;
			fill(rest, in);
		}
	}

	/**
	 * Whether the stream has stopped inside a frame.
	 * @return whether a partial frame is buffered
	 */
	public boolean isInsideFrame() {
		return this.partial != null;
	}

	/**
	 * Counts the frames that did not arrive in one piece.
	 * @return a number that changes whenever another frame is partial
	 */
	public int partials() {
		return this.partials;
	}

	/**
	 * The length that the partial frame states.
	 * @return the length, 0 if it is not known yet or no frame is partial
	 */
	public int statedLength() {
		ByteBuf held = this.partial;
		return (held != null && held.readableBytes() >= LENGTH_BYTES) ? lengthAt(held) : 0;
	}

	/**
	 * Releases a partial frame.
	 */
	public void close() {
		ByteBuf held = this.partial;
		if (held != null) {
			this.partial = null;
			held.release();
		}
	}

	/**
	 * Takes only the bytes that the partial frame lacks, so that none is copied twice.
	 */
	private void fill(ByteBuf started, ByteBuf in) {
		int missing = LENGTH_BYTES - started.readableBytes();
		if (missing > 0) {
			started.writeBytes(in, Math.min(missing, in.readableBytes()));
		}
		if (started.readableBytes() >= LENGTH_BYTES) {
			int whole = LENGTH_BYTES + lengthAt(started);
			int added = Math.min(whole - started.readableBytes(), in.readableBytes());
			reserve(started, added, whole);
			started.writeBytes(in, added);
		}
	}

	/**
	 * Makes room, for the whole frame if a good part of it has arrived: the bytes
	 * received are then copied at most once.
	 */
	private static void reserve(ByteBuf started, int added, int whole) {
		if (started.writableBytes() < added) {
			long received = (long) started.readableBytes() + added;
			started.capacity((int) Math.min(whole, GROWTH * received));
		}
	}

	private boolean isWhole(ByteBuf buffer) {
		return buffer.readableBytes() >= LENGTH_BYTES && buffer.readableBytes() - LENGTH_BYTES >= lengthAt(buffer);
	}

	private void frames(ByteBuf in, FrameSink sink) {
		int writerIndex = in.writerIndex();
		int start = in.readerIndex();
		while (writerIndex - start >= LENGTH_BYTES) {
			int end = start + LENGTH_BYTES + lengthAt(in);
			if (end > writerIndex) {
				return;
			}
			int type = in.getUnsignedByte(start + LENGTH_BYTES);
			in.setIndex(start + LENGTH_BYTES + 1, end);
			sink.frame(type, in);
			in.setIndex(end, writerIndex);
			start = end;
		}
	}

	private int lengthAt(ByteBuf buffer) {
		int length = buffer.getInt(buffer.readerIndex());
		if (length < 1) {
			throw new MalformedFrameException("a frame states the length " + length);
		}
		if (length > this.maxFrameLength) {
			throw new MalformedFrameException(ErrorCode.MESSAGE_TOO_LARGE,
					"a frame states the length " + length + ", at most " + this.maxFrameLength + " is allowed");
		}
		return length;
	}

	/**
	 * Receives the frames of a stream.
	 */
	@FunctionalInterface
	public interface FrameSink {

		/**
		 * Takes one frame.
		 * @param type its type byte
		 * @param body the rest of it, from reader to writer index; valid only during the
		 * call, and not to be released
		 * @throws MalformedFrameException if the frame is malformed
		 */
		void frame(int type, ByteBuf body);

	}

}

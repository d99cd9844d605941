package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one stream into frames, whose types and whose stream's kind are its
 * members. Keeps at most one partial frame, in a buffer that grows with the bytes
 * received and never by a stated length.
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

	/**
	 * Lists the type byte of each frame. Numbers 2 to 7 are those that the specification
	 * gives its message types.
	 */
	public static final class FrameType {

		/** A probe that requests a {@link #PONG}. */
		public static final int PING = 0x02;

		/** Identity and limits; opens the control stream in both directions. */
		public static final int HELLO = 0x03;

		/** A message that is answered. */
		public static final int REQUEST = 0x04;

		/** The answer to a request. */
		public static final int RESPONSE = 0x05;

		/** A one-way message. */
		public static final int EVENT = 0x06;

		/** The failure of a request. */
		public static final int ERROR = 0x07;

		/** The answer to a {@link #PING}. */
		public static final int PONG = 0x08;

		/** A change of what the sender stated of itself in HELLO. */
		public static final int NODE_INFO = 0x09;

		/** The sender takes, or sends, no new work on this connection. */
		public static final int GOAWAY = 0x0A;

		/** The sender has sent GOAWAY and waits for nothing more. */
		public static final int DONE = 0x0B;

		/** All messages of a lane up to a sequence are admitted. */
		public static final int ACK = 0x0C;

		/** One one-way message is refused. */
		public static final int NACK = 0x0D;

		/** The caller of a request no longer waits. */
		public static final int CANCEL = 0x0E;

		/** All of the sender's message ids below one are resolved. */
		public static final int SETTLED = 0x0F;

		/** Opens a stream of messages. */
		public static final int OPEN = 0x10;

		/** One message of a stream. */
		public static final int ITEM = 0x11;

		/** The sender's side of a stream ends cleanly. */
		public static final int END = 0x12;

		/** The sender of this frame gives up a stream. */
		public static final int RESET = 0x13;

		/** Allows the other side of a stream to send more bytes. */
		public static final int CREDIT = 0x14;

		private FrameType() {
		}

		/** The frame that carries a message. */
		static int of(MessageType type) {
			return switch (type) {
				case REQUEST -> REQUEST;
				case REPLY -> RESPONSE;
				case MESSAGE -> EVENT;
			};
		}

	}

	/**
	 * Tells the kinds of QUIC streams apart, by the first byte that the opener sends.
	 */
	public static final class StreamKind {

		/** The client's first stream. */
		public static final int CONTROL = 0x01;

		/** Many messages, answered on the same stream. */
		public static final int LANE = 0x02;

		/** One large message. */
		public static final int TRANSFER = 0x03;

		/** A stream of messages in both directions. */
		public static final int MESSAGES = 0x04;

		private StreamKind() {
		}

	}

	/**
	 * Reports bytes from a peer that are no frame of the protocol, or one that is not
	 * allowed.
	 */
	public static final class MalformedFrameException extends RuntimeException {

		/** The code that the peer receives. */
		private final ErrorCode code;

		/**
		 * Makes the exception of bytes that break the protocol.
		 * @param message what is wrong with them
		 */
		public MalformedFrameException(String message) {
			this(ErrorCode.PROTOCOL_VIOLATION, message);
		}

		/**
		 * Makes the exception.
		 * @param code the code that the peer receives
		 * @param message what is wrong with the bytes
		 */
		public MalformedFrameException(ErrorCode code, String message) {
			super(ForeignText.line(message), null, false, false);
			this.code = code;
		}

		/**
		 * The code that the peer receives.
		 * @return {@link ErrorCode#PROTOCOL_VIOLATION} or a limit's code
		 */
		public ErrorCode code() {
			return this.code;
		}

	}

}

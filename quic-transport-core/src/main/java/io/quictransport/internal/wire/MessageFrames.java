package io.quictransport.internal.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessagePayload;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the frames that carry messages, REQUEST, EVENT and RESPONSE, or their
 * failure, ERROR and NACK. Payloads are copied once: when sent, from the caller's array
 * or buffer; when received, to an array unless their reader leaves them where they are.
 */
public final class MessageFrames {

	private MessageFrames() {
	}

	/**
	 * Writes a REQUEST or EVENT frame.
	 * @param out the buffer to write to
	 * @param id the message's id
	 * @param timeoutMillis the time left until its deadline
	 * @param message the message, whose type decides the frame's
	 */
	public static void writeMessage(ByteBuf out, long id, long timeoutMillis, NetworkMessage message) {
		write(out, id, timeoutMillis, message, null);
	}

	/**
	 * Writes a REQUEST or EVENT frame.
	 * @param out the buffer to write to
	 * @param id the message's id
	 * @param timeoutMillis the time left until its deadline
	 * @param message the message, whose type decides the frame's
	 * @param paths the cached paths of earlier messages
	 */
	public static void writeMessage(ByteBuf out, long id, long timeoutMillis, NetworkMessage message, Paths paths) {
		write(out, id, timeoutMillis, message, paths);
	}

	private static void write(ByteBuf out, long id, long timeoutMillis, NetworkMessage message, @Nullable Paths paths) {
		int start = FrameWriter.begin(out, FrameType.of(message.type()));
		try {
			Primitives.writeVarint(out, id);
			Primitives.writeVarint(out, timeoutMillis);
			if (paths != null) {
				paths.written.write(out, message.path());
			}
			else {
				Primitives.writeText(out, message.path());
			}
			Primitives.writeText(out, message.correlationId());
			Primitives.writeTexts(out, message.headers());
			writePayload(out, message.content());
			FrameWriter.end(out, start);
		}
		catch (Throwable ex) {
			FrameWriter.undo(out, start);
			throw ex;
		}
	}

	/** Appends the bytes of a payload. */
	static void writePayload(ByteBuf out, MessagePayload payload) {
		if (payload.hasArray()) {
			out.writeBytes(payload.array());
		}
		else {
			payload.read((bytes) -> writeBytes(out, bytes));
		}
	}

	/**
	 * Copies the bytes as the JDK does, which fails if the application has closed their
	 * arena. Netty would read them by their address.
	 */
	private static int writeBytes(ByteBuf out, ByteBuffer bytes) {
		int length = bytes.remaining();
		out.ensureWritable(length);
		int index = out.writerIndex();
		out.internalNioBuffer(index, length).put(bytes);
		out.writerIndex(index + length);
		return length;
	}

	/**
	 * Reads a REQUEST or EVENT frame after its id and timeout.
	 * @param body the frame
	 * @param type the type of the message
	 * @param source the sender, by its certificate
	 * @param destination this node
	 * @param limits what this node admits
	 * @param paths the cached paths of earlier messages
	 * @return the message, with its payload in an array
	 */
	public static NetworkMessage readMessage(ByteBuf body, MessageType type, PeerId source, PeerId destination,
			WireLimits limits, Paths paths) {
		return readMessage(body, type, source, destination, limits, paths,
				(of, path, payload) -> MessagePayload.of(toArray(payload)));
	}

	/**
	 * Reads a REQUEST or EVENT frame after its id and timeout.
	 * @param body the frame
	 * @param type the type of the message
	 * @param source the sender, by its certificate
	 * @param destination this node
	 * @param limits what this node admits
	 * @param paths the cached paths of earlier messages
	 * @param payloads takes the payload
	 * @return the message
	 */
	public static NetworkMessage readMessage(ByteBuf body, MessageType type, PeerId source, PeerId destination,
			WireLimits limits, Paths paths, PayloadReader payloads) {
		String path = paths.read.read(body);
		String correlationId = Primitives.readText(body, "the correlation id",
				NetworkMessage.MAX_CORRELATION_ID_LENGTH);
		Map<String, String> headers = readHeaders(body, limits);
		checkSize(body, limits);
		return new NetworkMessage(source, destination, type, path, headers, correlationId,
				payloads.read(type, path, body));
	}

	static String readPath(ByteBuf body) {
		String path = Primitives.readText(body, "the path", NetworkMessage.MAX_PATH_LENGTH);
		if (path.isEmpty()) {
			throw new MalformedFrameException("the path is empty");
		}
		return path;
	}

	/**
	 * Writes a RESPONSE frame.
	 * @param out the buffer to write to
	 * @param id the request's id
	 * @param headers the reply's headers
	 * @param payload the reply's content
	 */
	public static void writeResponse(ByteBuf out, long id, Map<String, String> headers, byte[] payload) {
		writeResponse(out, id, headers, MessagePayload.of(payload));
	}

	/**
	 * Writes a RESPONSE frame.
	 * @param out the buffer to write to
	 * @param id the request's id
	 * @param headers the reply's headers
	 * @param payload the reply's content
	 */
	public static void writeResponse(ByteBuf out, long id, Map<String, String> headers, MessagePayload payload) {
		int start = FrameWriter.begin(out, FrameType.RESPONSE);
		try {
			Primitives.writeVarint(out, id);
			Primitives.writeTexts(out, headers);
			writePayload(out, payload);
			FrameWriter.end(out, start);
		}
		catch (Throwable ex) {
			FrameWriter.undo(out, start);
			throw ex;
		}
	}

	/**
	 * Reads the headers of a RESPONSE frame after its id.
	 * @param body the frame
	 * @param limits what this node admits
	 * @return the reply's headers
	 */
	public static Map<String, String> readHeaders(ByteBuf body, WireLimits limits) {
		return Primitives.readTexts(body, "headers", limits.maxHeaderSize(), ErrorCode.HEADERS_TOO_LARGE);
	}

	/**
	 * Reads the rest of a frame as payload.
	 * @param body the frame
	 * @param limits what this node admits
	 * @return the content
	 */
	public static byte[] readPayload(ByteBuf body, WireLimits limits) {
		checkSize(body, limits);
		return toArray(body);
	}

	/**
	 * Checks that the rest of a frame is not too long for a payload.
	 * @param body the frame
	 * @param limits what this node admits
	 */
	public static void checkSize(ByteBuf body, WireLimits limits) {
		int length = body.readableBytes();
		if (length > limits.maxMessageSize()) {
			throw new MalformedFrameException(ErrorCode.MESSAGE_TOO_LARGE,
					"a payload has " + length + " bytes, at most " + limits.maxMessageSize() + " are allowed");
		}
	}

	/**
	 * Copies the rest of a frame, whose size has been checked.
	 * @param body the frame
	 * @return the content
	 */
	public static byte[] toArray(ByteBuf body) {
		int length = body.readableBytes();
		byte[] payload = ByteBufUtil.getBytes(body, body.readerIndex(), length, true);
		body.skipBytes(length);
		return payload;
	}

	/**
	 * Reads a message id, the first field of most frames.
	 * @param body the frame
	 * @return the id
	 */
	public static long readId(ByteBuf body) {
		return Primitives.readVarint(body);
	}

	/**
	 * Reads the timeout after the id of a REQUEST or EVENT frame.
	 * @param body the frame
	 * @return the time left until the deadline when the frame was written, in
	 * milliseconds
	 */
	public static long readTimeout(ByteBuf body) {
		return Primitives.readVarint(body);
	}

	/**
	 * Takes the payload of a message from its frame.
	 */
	@FunctionalInterface
	public interface PayloadReader {

		/**
		 * Takes the payload.
		 * @param type the type of the message
		 * @param path the path of the message
		 * @param body the frame, whose rest is the payload; its size has been checked. It
		 * is released after the call unless it is retained
		 * @return the payload
		 */
		MessagePayload read(MessageType type, String path, ByteBuf body);

	}

	/**
	 * Caches the paths of messages, as most have the path of an earlier one. For one
	 * thread.
	 */
	public static final class Paths {

		private final PathCache read = new PathCache();

		private final PathTexts written = new PathTexts();

	}

	/**
	 * Describes why a message failed: the content of an ERROR frame, which names a
	 * request by id, and of a NACK frame, which names a one-way message by sequence.
	 *
	 * @param subject the id or sequence
	 * @param code what went wrong
	 * @param outcome whether a handler may have run
	 * @param retryAfterMillis the earliest time to try again, 0 if not stated
	 * @param text what happened, in human-readable form
	 * @param application the application's own code and details, null if there are none;
	 * only ERROR carries them
	 */
	public record Failure(long subject, ErrorCode code, Outcome outcome, long retryAfterMillis, String text,
			@Nullable ApplicationError application) {

		/** The longest text, in bytes of UTF-8. */
		public static final int MAX_TEXT = 4096;

		/**
		 * Cuts a text that is too long.
		 * @param subject see {@link #subject()}
		 * @param code see {@link #code()}
		 * @param outcome see {@link #outcome()}
		 * @param retryAfterMillis see {@link #retryAfterMillis()}
		 * @param text see {@link #text()}
		 * @param application see {@link #application()}
		 */
		public Failure {
			code = ApplicationError.codeOnWire(code);
			text = ForeignText.fit(ForeignText.line(text), MAX_TEXT);
		}

		/**
		 * Makes a failure of which the application says nothing.
		 * @param subject see {@link #subject()}
		 * @param code see {@link #code()}
		 * @param outcome see {@link #outcome()}
		 * @param retryAfterMillis see {@link #retryAfterMillis()}
		 * @param text see {@link #text()}
		 */
		public Failure(long subject, ErrorCode code, Outcome outcome, long retryAfterMillis, String text) {
			this(subject, code, outcome, retryAfterMillis, text, null);
		}

		/**
		 * The bytes that the parts take whose length varies.
		 * @return the size, about
		 */
		public int size() {
			return this.text.length() + ((this.application != null) ? this.application.size() : 0);
		}

		/**
		 * Writes an ERROR frame.
		 * @param out the buffer to write to
		 */
		public void writeError(ByteBuf out) {
			write(out, FrameType.ERROR);
		}

		/**
		 * Writes a NACK frame.
		 * @param out the buffer to write to
		 */
		public void writeNack(ByteBuf out) {
			write(out, FrameType.NACK);
		}

		private void write(ByteBuf out, int type) {
			FrameWriter.write(out, type, () -> {
				Primitives.writeVarint(out, this.subject);
				Primitives.writeVarint(out, this.code.number());
				out.writeByte((this.outcome == Outcome.UNKNOWN) ? 1 : 0);
				Primitives.writeVarint(out, this.retryAfterMillis);
				Primitives.writeText(out, this.text);
				if (this.application != null && type == FrameType.ERROR) {
					this.application.write(out);
				}
			});
		}

		/**
		 * Reads the body of an ERROR frame, and the application's part of it.
		 * @param body the frame
		 * @return the failure
		 */
		public static Failure readError(ByteBuf body) {
			Failure failure = read(body);
			@Nullable ApplicationError application = ApplicationError.read(body);
			return (application == null) ? failure : new Failure(failure.subject, failure.code, failure.outcome,
					failure.retryAfterMillis, failure.text, application);
		}

		/**
		 * Reads what the bodies of ERROR and NACK frames have in common. A code that this
		 * version does not know is read as {@link ErrorCode#HANDLER_FAILED} if a handler
		 * may have run, otherwise as {@link ErrorCode#OVERLOADED}.
		 * @param body the frame
		 * @return the failure
		 */
		public static Failure read(ByteBuf body) {
			long subject = Primitives.readVarint(body);
			@Nullable ErrorCode code = ApplicationError.codeOfNumber(Primitives.readVarint(body));
			Outcome outcome = (Primitives.readUnsignedByte(body) != 0) ? Outcome.UNKNOWN : Outcome.NOT_ACCEPTED;
			long retryAfterMillis = Primitives.readVarint(body);
			String text = Primitives.readText(body, "the failure's text", MAX_TEXT);
			if (code == null) {
				code = (outcome == Outcome.UNKNOWN) ? ErrorCode.HANDLER_FAILED : ErrorCode.OVERLOADED;
			}
			return new Failure(subject, code, outcome, retryAfterMillis, text);
		}

	}

	/**
	 * Represents what an application says of a failure: the fields at the end of ERROR
	 * and RESET that a peer may leave out, and that one which does not know them skips.
	 *
	 * @param code the application's code
	 * @param details bytes whose meaning follows from the code
	 */
	public record ApplicationError(ApplicationCode code, byte[] details) {

		/**
		 * What the application says of a failure.
		 * @param failure the failure
		 * @return its code and details, null if it has none
		 */
		public static @Nullable ApplicationError of(MessageException failure) {
			return (failure instanceof ApplicationException known)
					? new ApplicationError(known.applicationCode(), known.details()) : null;
		}

		/**
		 * The code that a peer sees which does not know application codes.
		 */
		static ErrorCode codeOnWire(ErrorCode code) {
			return (code == ErrorCode.APPLICATION_ERROR) ? ErrorCode.HANDLER_FAILED : code;
		}

		/** The code that a number on the wire means, null if none is known. */
		static @Nullable ErrorCode codeOfNumber(long number) {
			@Nullable ErrorCode code = ErrorCode.ofNumber(number);
			return (code == ErrorCode.APPLICATION_ERROR) ? null : code;
		}

		/** The bytes that code and details take, about. */
		int size() {
			return this.code.name().length() + this.details.length;
		}

		void write(ByteBuf out) {
			Primitives.writeText(out, this.code.name());
			Primitives.writeVarint(out, this.details.length);
			out.writeBytes(this.details);
		}

		/** Reads what may stand at the end of a frame, null if nothing does. */
		static @Nullable ApplicationError read(ByteBuf body) {
			if (!body.isReadable()) {
				return null;
			}
			String name = Primitives.readText(body, "the application's code", ApplicationCode.MAX_LENGTH);
			int length = Primitives.readLength(body, "the details", ApplicationException.MAX_DETAILS,
					ErrorCode.PROTOCOL_VIOLATION);
			if (name.isEmpty()) {
				body.skipBytes(length);
				return null;
			}
			byte[] details = new byte[length];
			body.readBytes(details);
			return new ApplicationError(codeOf(name), details);
		}

		private static ApplicationCode codeOf(String name) {
			try {
				return new ApplicationCode(name);
			}
			catch (ConfigurationException ex) {
				throw new MalformedFrameException(ex.detail());
			}
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof ApplicationError that && this.code.equals(that.code)
					&& Arrays.equals(this.details, that.details);
		}

		@Override
		public int hashCode() {
			return 31 * this.code.hashCode() + Arrays.hashCode(this.details);
		}

		@Override
		public String toString() {
			return this.code + ", " + this.details.length + " bytes of details";
		}

	}

}

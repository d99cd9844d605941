package io.quictransport.internal.wire;

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.MessageFrames.ApplicationError;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the frames of a stream of messages: OPEN, ITEM, END, RESET, CREDIT.
 */
public final class StreamFrames {

	private static final int MAX_TEXT = 4096;

	/** The credit that an item takes in addition to its payload. */
	public static final int ITEM_COST = 32;

	private StreamFrames() {
	}

	/**
	 * The credit that an item takes.
	 * @param payloadLength the length of its payload
	 * @return the bytes of credit
	 */
	public static int cost(int payloadLength) {
		return payloadLength + ITEM_COST;
	}

	/**
	 * Represents the content of an OPEN frame.
	 *
	 * @param timeoutMillis the time left until the stream's deadline, 0 for none
	 * @param credit the bytes of items that the opener takes before more CREDIT
	 * @param path names the handler
	 * @param headers small texts
	 */
	public record Open(long timeoutMillis, long credit, String path, Map<String, String> headers) {

		/**
		 * Writes the frame.
		 * @param out the buffer to write to
		 */
		public void write(ByteBuf out) {
			FrameWriter.write(out, FrameType.OPEN, () -> {
				Primitives.writeVarint(out, this.timeoutMillis);
				Primitives.writeVarint(out, this.credit);
				Primitives.writeText(out, this.path);
				Primitives.writeTexts(out, this.headers);
			});
		}

		/**
		 * Reads the frame.
		 * @param body the frame
		 * @param limits what this node admits
		 * @return the frame's content
		 */
		public static Open read(ByteBuf body, WireLimits limits) {
			long timeoutMillis = Primitives.readVarint(body);
			long credit = Primitives.readVarint(body);
			String path = MessageFrames.readPath(body);
			return new Open(timeoutMillis, credit, path, MessageFrames.readHeaders(body, limits));
		}

	}

	/**
	 * Represents the content of a RESET frame.
	 *
	 * @param code why the stream is given up
	 * @param text the reason in human-readable form
	 * @param application the application's own code and details, null if there are none
	 */
	public record Reset(ErrorCode code, String text, @Nullable ApplicationError application) {

		/**
		 * Cuts a text that is too long.
		 * @param code see {@link #code()}
		 * @param text see {@link #text()}
		 * @param application see {@link #application()}
		 */
		public Reset {
			code = ApplicationError.codeOnWire(code);
			text = ForeignText.fit(ForeignText.line(text), MAX_TEXT);
		}

		/**
		 * Makes a reason of which the application says nothing.
		 * @param code see {@link #code()}
		 * @param text see {@link #text()}
		 */
		public Reset(ErrorCode code, String text) {
			this(code, text, null);
		}

		/**
		 * Writes the frame.
		 * @param out the buffer to write to
		 */
		public void write(ByteBuf out) {
			FrameWriter.write(out, FrameType.RESET, () -> {
				Primitives.writeVarint(out, this.code.number());
				Primitives.writeText(out, this.text);
				if (this.application != null) {
					this.application.write(out);
				}
			});
		}

		/**
		 * Reads the frame. A code that this version does not know is read as
		 * {@link ErrorCode#CANCELLED}.
		 * @param body the frame
		 * @return the frame's content
		 */
		public static Reset read(ByteBuf body) {
			@Nullable ErrorCode code = ApplicationError.codeOfNumber(Primitives.readVarint(body));
			String text = Primitives.readText(body, "the reason", MAX_TEXT);
			return new Reset((code != null) ? code : ErrorCode.CANCELLED, text, ApplicationError.read(body));
		}

	}

	/**
	 * Writes an ITEM frame.
	 * @param out the buffer to write to
	 * @param payload the item
	 */
	public static void writeItem(ByteBuf out, byte[] payload) {
		writeItem(out, MessagePayload.of(payload));
	}

	/**
	 * Writes an ITEM frame.
	 * @param out the buffer to write to
	 * @param payload the item
	 */
	public static void writeItem(ByteBuf out, MessagePayload payload) {
		int start = FrameWriter.begin(out, FrameType.ITEM);
		try {
			MessageFrames.writePayload(out, payload);
			FrameWriter.end(out, start);
		}
		catch (Throwable ex) {
			FrameWriter.undo(out, start);
			throw ex;
		}
	}

	/**
	 * Writes an END frame.
	 * @param out the buffer to write to
	 */
	public static void writeEnd(ByteBuf out) {
		FrameWriter.write(out, FrameType.END, () -> {
		});
	}

	/**
	 * Writes a CREDIT frame.
	 * @param out the buffer to write to
	 * @param bytes the number of additional bytes of items that are accepted
	 */
	public static void writeCredit(ByteBuf out, long bytes) {
		FrameWriter.write(out, FrameType.CREDIT, () -> Primitives.writeVarint(out, bytes));
	}

	/**
	 * Reads the number of a CREDIT frame.
	 * @param body the frame
	 * @return the number of additional bytes that are accepted
	 */
	public static long readCredit(ByteBuf body) {
		return Primitives.readVarint(body);
	}

}

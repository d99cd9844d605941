package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;
import io.quictransport.ErrorCode;
import io.quictransport.Outcome;
import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes why a message failed: the content of an ERROR frame, which names a request by
 * id, and of a NACK frame, which names a one-way message by sequence.
 *
 * @param subject the id or sequence
 * @param code what went wrong
 * @param outcome whether a handler may have run
 * @param retryAfterMillis the earliest time to try again, 0 if not stated
 * @param text what happened, in human-readable form
 */
public record Failure(long subject, ErrorCode code, Outcome outcome, long retryAfterMillis, String text) {

	/** The longest text, in bytes of UTF-8. */
	public static final int MAX_TEXT = 4096;

	/**
	 * Cuts a text that is too long.
	 * @param subject see {@link #subject()}
	 * @param code see {@link #code()}
	 * @param outcome see {@link #outcome()}
	 * @param retryAfterMillis see {@link #retryAfterMillis()}
	 * @param text see {@link #text()}
	 */
	public Failure {
		text = ForeignText.fit(ForeignText.line(text), MAX_TEXT);
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
		int start = FrameWriter.begin(out, type);
		try {
			Primitives.writeVarint(out, this.subject);
			Primitives.writeVarint(out, this.code.number());
			out.writeByte((this.outcome == Outcome.UNKNOWN) ? 1 : 0);
			Primitives.writeVarint(out, this.retryAfterMillis);
			Primitives.writeText(out, this.text);
			FrameWriter.end(out, start);
		}
		catch (Throwable ex) {
			FrameWriter.undo(out, start);
			throw ex;
		}
	}

	/**
	 * Reads the body of an ERROR or NACK frame. A code that this version does not know is
	 * read as {@link ErrorCode#HANDLER_FAILED} if a handler may have run, otherwise as
	 * {@link ErrorCode#OVERLOADED}.
	 * @param body the frame
	 * @return the failure
	 */
	public static Failure read(ByteBuf body) {
		long subject = Primitives.readVarint(body);
		@Nullable ErrorCode code = ErrorCode.ofNumber(Primitives.readVarint(body));
		Outcome outcome = (Primitives.readUnsignedByte(body) != 0) ? Outcome.UNKNOWN : Outcome.NOT_ACCEPTED;
		long retryAfterMillis = Primitives.readVarint(body);
		String text = Primitives.readText(body, "the failure's text", MAX_TEXT);
		if (code == null) {
			code = (outcome == Outcome.UNKNOWN) ? ErrorCode.HANDLER_FAILED : ErrorCode.OVERLOADED;
		}
		return new Failure(subject, code, outcome, retryAfterMillis, text);
	}

}

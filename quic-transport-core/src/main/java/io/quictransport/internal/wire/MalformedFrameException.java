package io.quictransport.internal.wire;

import io.quictransport.ErrorCode;
import io.quictransport.internal.text.ForeignText;

/**
 * Bytes from a peer that are no frame of the protocol, or one that is not allowed.
 */
public final class MalformedFrameException extends RuntimeException {

	/** What the peer is told. */
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
	 * @param code what the peer is told
	 * @param message what is wrong with the bytes
	 */
	public MalformedFrameException(ErrorCode code, String message) {
		super(ForeignText.line(message), null, false, false);
		this.code = code;
	}

	/**
	 * What the peer is told.
	 * @return {@link ErrorCode#PROTOCOL_VIOLATION} or a limit's code
	 */
	public ErrorCode code() {
		return this.code;
	}

}

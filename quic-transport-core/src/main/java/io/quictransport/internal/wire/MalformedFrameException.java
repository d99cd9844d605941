package io.quictransport.internal.wire;

import io.quictransport.ErrorCode;
import io.quictransport.internal.text.ForeignText;

/**
 * Reports bytes from a peer that are no frame of the protocol, or one that is not
 * allowed.
 */
public final class MalformedFrameException extends RuntimeException {

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

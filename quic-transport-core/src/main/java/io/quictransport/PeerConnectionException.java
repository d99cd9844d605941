package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * Reports that a connection to a peer could not be made, was refused, or broke.
 */
public final class PeerConnectionException extends NetworkException {

	/**
	 * Makes the exception.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause the underlying failure, or null
	 */
	public PeerConnectionException(ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause) {
		super(code, outcome, detail, context, cause);
	}

}

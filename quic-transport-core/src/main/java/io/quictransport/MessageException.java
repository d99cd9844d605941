package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * One message was refused, failed at its handler, or did not end in time; the connection
 * is not affected.
 */
public final class MessageException extends NetworkException {

	/**
	 * Makes the exception.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and what mends it
	 * @param context where it happened
	 * @param cause what lies beneath, or null
	 */
	public MessageException(ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause) {
		super(code, outcome, detail, context, cause);
	}

}

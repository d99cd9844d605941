package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * Reports that the transport itself cannot do what was requested: it is not running,
 * cannot bind, or has a fault.
 */
public final class TransportException extends NetworkException {

	/**
	 * Makes the exception.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause the underlying failure, or null
	 */
	public TransportException(ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause) {
		super(code, outcome, detail, context, cause);
	}

}

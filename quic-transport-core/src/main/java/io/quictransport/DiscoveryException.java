package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * A discovery provider could not say which peers there are. No call of an application
 * fails with it: it is counted among the errors, and what the provider has said before
 * holds.
 */
public final class DiscoveryException extends NetworkException {

	/**
	 * Makes the exception.
	 * @param code what went wrong
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause what lies beneath, or null
	 */
	public DiscoveryException(ErrorCode code, String detail, ErrorContext context, @Nullable Throwable cause) {
		super(code, Outcome.NOT_SENT, detail, context, cause);
	}

}

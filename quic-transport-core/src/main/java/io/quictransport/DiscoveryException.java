package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * Reports that a discovery provider could not list the peers. No call of an application
 * fails with it: it is counted among the errors, and the provider's earlier findings
 * remain valid.
 */
public final class DiscoveryException extends NetworkException {

	/**
	 * Makes the exception.
	 * @param code what went wrong
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause the underlying failure, or null
	 */
	public DiscoveryException(ErrorCode code, String detail, ErrorContext context, @Nullable Throwable cause) {
		super(code, Outcome.NOT_SENT, detail, context, cause);
	}

}

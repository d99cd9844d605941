package io.quictransport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One message was refused, failed at its handler, or did not end in time; the connection
 * is not affected.
 */
public final class MessageException extends NetworkException {

	/** How long to wait before another try. */
	private final Duration retryAfter;

	/**
	 * Makes an exception that says nothing of another try.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause what lies beneath, or null
	 */
	public MessageException(ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause) {
		this(code, outcome, detail, context, cause, Duration.ZERO);
	}

	/**
	 * Makes an exception that says when another try may succeed. A handler that throws it
	 * has its caller told so.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause what lies beneath, or null
	 * @param retryAfter how long to wait before another try, zero if nothing is known
	 */
	public MessageException(ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause, Duration retryAfter) {
		super(code, outcome, detail, context, cause);
		this.retryAfter = retryAfter;
	}

	/**
	 * How long to wait before another try, as the node sees it that has refused.
	 * @return the time to wait; zero if nothing is known
	 */
	public Duration retryAfter() {
		return this.retryAfter;
	}

}

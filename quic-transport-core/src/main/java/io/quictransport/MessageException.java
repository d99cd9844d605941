package io.quictransport;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One message was refused, failed at its handler, or did not end in time; the connection
 * is not affected.
 */
public final class MessageException extends NetworkException {

	/** The longest time to wait that can be told: a day. */
	public static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

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
	 * @param retryAfter how long to wait before another try, zero if nothing is known; a
	 * time that has passed counts as zero, one beyond {@link #MAX_RETRY_AFTER} as that
	 */
	public MessageException(ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause, Duration retryAfter) {
		super(Objects.requireNonNull(code, "code"), Objects.requireNonNull(outcome, "outcome"),
				Objects.requireNonNull(detail, "detail"), context, cause);
		this.retryAfter = bounded(retryAfter);
	}

	/**
	 * Makes what a handler throws that refuses a message and has done nothing of it, so
	 * that the caller may try again, here or elsewhere.
	 * @param code why; whether {@link NetworkException#isRetryable() trying again} makes
	 * sense, follows from it: {@link ErrorCode#OVERLOADED} says so
	 * @param detail what happened and how to fix it, for the caller
	 * @return an exception with the outcome {@link Outcome#NOT_ACCEPTED}
	 */
	public static MessageException refusal(ErrorCode code, String detail) {
		return refusal(code, detail, Duration.ZERO);
	}

	/**
	 * Makes what a handler throws that refuses a message and has done nothing of it, and
	 * says when to try again.
	 * @param code why, such as {@link ErrorCode#OVERLOADED}
	 * @param detail what happened and how to fix it, for the caller
	 * @param retryAfter how long to wait before another try, zero if nothing is known;
	 * bounded as the constructor does
	 * @return an exception with the outcome {@link Outcome#NOT_ACCEPTED}
	 */
	public static MessageException refusal(ErrorCode code, String detail, Duration retryAfter) {
		return new MessageException(code, Outcome.NOT_ACCEPTED, detail, ErrorContext.NONE, null, retryAfter);
	}

	private static Duration bounded(Duration retryAfter) {
		if (retryAfter.isNegative()) {
			return Duration.ZERO;
		}
		return (retryAfter.compareTo(MAX_RETRY_AFTER) > 0) ? MAX_RETRY_AFTER : retryAfter;
	}

	/**
	 * How long to wait before another try, as the node sees it that has refused.
	 * @return the time to wait; zero if nothing is known
	 */
	public Duration retryAfter() {
		return this.retryAfter;
	}

}

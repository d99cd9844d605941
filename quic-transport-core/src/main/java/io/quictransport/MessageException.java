package io.quictransport;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Reports that one message was refused, failed at its handler, or did not end in time;
 * the connection is not affected.
 */
public sealed class MessageException extends NetworkException permits ApplicationException {

	/** The longest wait that can be stated: a day. */
	public static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

	/** How long to wait before trying again. */
	private final Duration retryAfter;

	/**
	 * Makes an exception that states nothing about trying again.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause the underlying failure, or null
	 */
	public MessageException(ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause) {
		this(code, outcome, detail, context, cause, Duration.ZERO);
	}

	/**
	 * Makes an exception that states when trying again may succeed. If a handler throws
	 * it, its caller receives this.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause the underlying failure, or null
	 * @param retryAfter how long to wait before trying again, zero if nothing is known; a
	 * time that has passed counts as zero, one beyond {@link #MAX_RETRY_AFTER} as that
	 */
	public MessageException(ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause, Duration retryAfter) {
		super(Objects.requireNonNull(code, "code"), Objects.requireNonNull(outcome, "outcome"),
				Objects.requireNonNull(detail, "detail"), context, cause);
		this.retryAfter = bounded(retryAfter);
	}

	MessageException(Object shownAs, ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause, Duration retryAfter) {
		super(shownAs, code, Objects.requireNonNull(outcome, "outcome"), Objects.requireNonNull(detail, "detail"),
				context, cause);
		this.retryAfter = bounded(retryAfter);
	}

	/**
	 * Makes the exception for a handler that refuses a message without having done
	 * anything for it, so that the caller may try again, here or elsewhere.
	 * @param code the reason, which decides whether {@link NetworkException#isRetryable()
	 * trying again} makes sense: with {@link ErrorCode#OVERLOADED} it does
	 * @param detail what happened and how to fix it, for the caller
	 * @return an exception with the outcome {@link Outcome#NOT_ACCEPTED}
	 */
	public static MessageException refusal(ErrorCode code, String detail) {
		return refusal(code, detail, Duration.ZERO);
	}

	/**
	 * Makes the exception for a handler that refuses a message without having done
	 * anything for it, and states when to try again.
	 * @param code the reason, such as {@link ErrorCode#OVERLOADED}
	 * @param detail what happened and how to fix it, for the caller
	 * @param retryAfter how long to wait before trying again, zero if nothing is known;
	 * bounded as by the constructor
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
	 * How long to wait before trying again, as estimated by the node that has refused.
	 * @return the time to wait; zero if nothing is known
	 */
	public Duration retryAfter() {
		return this.retryAfter;
	}

}

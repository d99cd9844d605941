package io.quictransport;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Reports a failure that the application at the other end has chosen: a handler throws
 * it, and its caller receives the same code, text and details.
 *
 * <pre class="code">
 * throw new ApplicationException(ApplicationCode.NOT_FOUND, "there is no order 4711");</pre>
 *
 * <p>
 * Its {@link #code()} is {@link ErrorCode#APPLICATION_ERROR}; what the application means
 * is the {@link #applicationCode()}. A caller whose library does not know application
 * codes receives a {@link MessageException} with {@link ErrorCode#HANDLER_FAILED} and the
 * text. The sender of a one-way message does not learn of it: the message is acknowledged
 * before its handler runs.
 */
public final class ApplicationException extends MessageException {

	/** The most bytes that details may have. */
	public static final int MAX_DETAILS = 16 * 1024;

	private static final byte[] NO_DETAILS = {};

	/** What went wrong, in the application's terms. */
	private final ApplicationCode applicationCode;

	/** What the handler adds for programs. */
	private final byte[] details;

	/**
	 * Makes an exception without details, whose handler may have done something.
	 * @param code what went wrong
	 * @param detail what happened and how to fix it, for the caller; cut at 4,096 bytes
	 */
	public ApplicationException(ApplicationCode code, String detail) {
		this(code, Outcome.UNKNOWN, detail, ErrorContext.NONE, null, Duration.ZERO, NO_DETAILS);
	}

	/**
	 * Makes an exception of all its parts.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause the underlying failure, or null; it stays in this process
	 * @param retryAfter how long to wait before trying again, zero if nothing is known;
	 * bounded as in {@link MessageException}
	 * @param details see {@link #details()}
	 * @throws MessageException with {@link ErrorCode#MESSAGE_TOO_LARGE} if the details
	 * have more than {@link #MAX_DETAILS} bytes; thrown by a handler, this is what its
	 * caller receives
	 */
	public ApplicationException(ApplicationCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause, Duration retryAfter, byte[] details) {
		super(Objects.requireNonNull(code, "code").name(), ErrorCode.APPLICATION_ERROR, outcome, detail, context, cause,
				retryAfter);
		this.applicationCode = code;
		this.details = checked(code, details);
	}

	private static byte[] checked(ApplicationCode code, byte[] details) {
		if (details.length > MAX_DETAILS) {
			throw new MessageException(
					ErrorCode.MESSAGE_TOO_LARGE, Outcome.UNKNOWN, "the details of the error " + code + " have "
							+ details.length + " bytes, at most " + MAX_DETAILS + " are admitted",
					ErrorContext.NONE, null);
		}
		return details;
	}

	/**
	 * Sets the details: bytes whose meaning follows from the code.
	 * @param details the details, at most {@link #MAX_DETAILS} bytes. The array is not
	 * copied: do not change it afterwards
	 * @return a copy with these details
	 * @throws MessageException if there are too many
	 */
	public ApplicationException withDetails(byte[] details) {
		return copy(outcome(), getCause(), retryAfter(), details);
	}

	/**
	 * States what is known of the message. A handler that has done nothing for it states
	 * {@link Outcome#NOT_ACCEPTED}, so that its caller may ask another node.
	 * @param outcome the outcome
	 * @return a copy with this outcome
	 */
	public ApplicationException withOutcome(Outcome outcome) {
		return copy(outcome, getCause(), retryAfter(), this.details);
	}

	/**
	 * States when another try may succeed, which makes the failure {@link #isRetryable()
	 * retryable} if nothing has been done.
	 * @param retryAfter how long to wait, positive
	 * @return a copy that states this
	 */
	public ApplicationException withRetryAfter(Duration retryAfter) {
		return copy(outcome(), getCause(), retryAfter, this.details);
	}

	/**
	 * Sets the underlying failure, which stays in this process.
	 * @param cause the failure
	 * @return a copy with this cause
	 */
	public ApplicationException withCause(@Nullable Throwable cause) {
		return copy(outcome(), cause, retryAfter(), this.details);
	}

	private ApplicationException copy(Outcome outcome, @Nullable Throwable cause, Duration retryAfter, byte[] details) {
		ApplicationException copy = new ApplicationException(this.applicationCode, outcome, detail(), context(), cause,
				retryAfter, details);
		copy.setStackTrace(getStackTrace());
		return copy;
	}

	/**
	 * What went wrong, in the application's own terms.
	 * @return the application's code
	 */
	public ApplicationCode applicationCode() {
		return this.applicationCode;
	}

	/**
	 * What the handler adds for programs.
	 * @return the bytes, which are not copied; none if there are no details
	 */
	public byte[] details() {
		return this.details;
	}

	/**
	 * Whether the same call may be made again: the handler states when, and that it has
	 * done nothing.
	 */
	@Override
	public boolean isRetryable() {
		return outcome() != Outcome.UNKNOWN && !retryAfter().isZero();
	}

}

package io.quictransport;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Represents every failure that this library reports.
 *
 * <p>
 * There are five families, by what failed: {@link PeerConnectionException},
 * {@link MessageException}, {@link DiscoveryException}, {@link TransportException},
 * {@link ConfigurationException}. Each carries a {@link ErrorCode code} to act on, the
 * {@link Outcome outcome} (what is known of the message), and the {@link ErrorContext
 * context}, which is also part of the text.
 */
public abstract sealed class NetworkException extends RuntimeException permits PeerConnectionException,
		MessageException, DiscoveryException, TransportException, ConfigurationException {

	/** What went wrong. */
	private final ErrorCode code;

	/** What is known of the message. */
	private final Outcome outcome;

	private final transient @Nullable ErrorContext context;

	/** What happened, without code and context. */
	private final String detail;

	NetworkException(ErrorCode code, Outcome outcome, String detail, ErrorContext context, @Nullable Throwable cause) {
		this(code, code, outcome, detail, context, cause);
	}

	NetworkException(Object shownAs, ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause) {
		super(shownAs + ": " + ForeignText.line(detail) + context, cause);
		this.code = code;
		this.outcome = outcome;
		this.context = context;
		this.detail = ForeignText.line(detail);
	}

	/**
	 * Makes the exception of the family that a code belongs to.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @return the exception
	 */
	public static NetworkException of(ErrorCode code, Outcome outcome, String detail, ErrorContext context) {
		return of(code, outcome, detail, context, null);
	}

	/**
	 * Makes the exception of the family that a code belongs to.
	 * @param code what went wrong
	 * @param outcome what is known of the message
	 * @param detail what happened and how to fix it
	 * @param context where it happened
	 * @param cause the underlying failure, or null
	 * @return the exception
	 */
	public static NetworkException of(ErrorCode code, Outcome outcome, String detail, ErrorContext context,
			@Nullable Throwable cause) {
		return switch (code.family()) {
			case CONNECTION -> new PeerConnectionException(code, outcome, detail, context, cause);
			case MESSAGE -> new MessageException(code, outcome, detail, context, cause);
			case DISCOVERY -> new DiscoveryException(code, detail, context, cause);
			case TRANSPORT -> new TransportException(code, outcome, detail, context, cause);
			case CONFIGURATION -> new ConfigurationException(code, detail, cause);
		};
	}

	/**
	 * What went wrong.
	 * @return the code
	 */
	public ErrorCode code() {
		return this.code;
	}

	/**
	 * What is known of the message.
	 * @return the outcome
	 */
	public Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Where it happened.
	 * @return the context; empty after deserialization
	 */
	public ErrorContext context() {
		return (this.context != null) ? this.context : ErrorContext.NONE;
	}

	/**
	 * What happened, without code and context.
	 * @return the text
	 */
	public String detail() {
		return this.detail;
	}

	/**
	 * Whether the same call may be made again: the cause may pass, and no handler has
	 * run.
	 * @return whether to try again
	 */
	public boolean isRetryable() {
		return this.code.isTransient() && this.outcome != Outcome.UNKNOWN;
	}

}

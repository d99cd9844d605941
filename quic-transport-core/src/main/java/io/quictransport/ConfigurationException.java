package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * An option, argument or certificate has a value that cannot be used. The text names it
 * and says what would be right.
 */
public final class ConfigurationException extends NetworkException {

	/**
	 * Makes the exception.
	 * @param code what went wrong
	 * @param detail what is wrong and what would be right
	 */
	public ConfigurationException(ErrorCode code, String detail) {
		this(code, detail, null);
	}

	/**
	 * Makes the exception.
	 * @param code what went wrong
	 * @param detail what is wrong and what would be right
	 * @param cause what lies beneath, or null
	 */
	public ConfigurationException(ErrorCode code, String detail, @Nullable Throwable cause) {
		super(code, Outcome.NOT_SENT, detail, ErrorContext.NONE, cause);
	}

}

package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * Reports an option, argument or certificate with a value that cannot be used. The text
 * names it and states what would be valid.
 */
public final class ConfigurationException extends NetworkException {

	/**
	 * Makes the exception.
	 * @param code what went wrong
	 * @param detail what is wrong and what would be valid
	 */
	public ConfigurationException(ErrorCode code, String detail) {
		this(code, detail, null);
	}

	/**
	 * Makes the exception.
	 * @param code what went wrong
	 * @param detail what is wrong and what would be valid
	 * @param cause the underlying failure, or null
	 */
	public ConfigurationException(ErrorCode code, String detail, @Nullable Throwable cause) {
		super(code, Outcome.NOT_SENT, detail, ErrorContext.NONE, cause);
	}

}

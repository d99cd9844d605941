package io.quictransport.spring.boot;

import io.quictransport.ConfigurationException;

/**
 * Reports that a property has a value that its option refuses.
 */
final class InvalidPropertyException extends RuntimeException {

	private final String property;

	private final String value;

	private final String reason;

	InvalidPropertyException(String property, Object value, ConfigurationException cause) {
		super("property " + property + " is '" + value + "': " + cause.detail(), cause);
		this.property = property;
		this.value = value.toString();
		this.reason = cause.detail();
	}

	String property() {
		return this.property;
	}

	String value() {
		return this.value;
	}

	String reason() {
		return this.reason;
	}

}

package io.quictransport.spring.boot;

import org.jspecify.annotations.Nullable;

/**
 * Reports that the application is configured in a way in which the node cannot start. The
 * message says what is wrong, the action what to do about it.
 */
final class StartupException extends RuntimeException {

	private final String action;

	StartupException(String description, String action) {
		this(description, action, null);
	}

	StartupException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}

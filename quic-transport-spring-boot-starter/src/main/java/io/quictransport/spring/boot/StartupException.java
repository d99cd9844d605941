package io.quictransport.spring.boot;

import org.jspecify.annotations.Nullable;

/**
 * The application is put together in a way that the node cannot start with. The message
 * says what is wrong, the action what to do about it.
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

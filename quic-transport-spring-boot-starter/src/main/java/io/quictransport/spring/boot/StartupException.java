package io.quictransport.spring.boot;

import org.jspecify.annotations.Nullable;

/**
 * Reports that the node cannot start with the application's configuration. The message
 * states the problem, the action the remedy.
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

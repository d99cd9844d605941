package io.quictransport.spring.boot.messaging;

/**
 * The application's routes do not fit together, or a method cannot serve its own. The
 * message says how, the action what to do about it.
 */
final class RouteException extends RuntimeException {

	private final String action;

	RouteException(String description, String action) {
		super(description);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}

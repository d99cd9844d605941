package io.quictransport.spring.boot.messaging;

/**
 * Reports that routes of the application are in conflict, that a method cannot serve its
 * route, or that no client can be made of an interface. The message states the problem,
 * the action the remedy.
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

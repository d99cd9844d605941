package io.quictransport.spring.boot.messaging;

import java.util.Set;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.DestinationPatternsMessageCondition;

/**
 * Describes the route that one method serves. Compared by identity: each method has its
 * own route, so that those that collide can be named.
 */
final class MethodRoute {

	private final Set<RouteKind> kinds;

	private final DestinationPatternsMessageCondition condition;

	MethodRoute(Set<RouteKind> kinds, DestinationPatternsMessageCondition condition) {
		this.kinds = kinds;
		this.condition = condition;
	}

	Set<RouteKind> kinds() {
		return this.kinds;
	}

	Set<String> patterns() {
		return this.condition.getPatterns();
	}

	DestinationPatternsMessageCondition condition() {
		return this.condition;
	}

	boolean matches(Message<?> message) {
		return this.condition.getMatchingCondition(message) != null;
	}

	@Override
	public String toString() {
		return this.kinds + " " + this.patterns();
	}

}

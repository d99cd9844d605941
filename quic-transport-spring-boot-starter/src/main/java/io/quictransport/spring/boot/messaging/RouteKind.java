package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import io.quictransport.MessageStream;
import io.quictransport.RequestContext;

/**
 * Lists the kinds of routes.
 */
enum RouteKind {

	REQUEST("requests"), MESSAGE("one-way messages"), STREAM("streams");

	private final String plural;

	RouteKind(String plural) {
		this.plural = plural;
	}

	/** What a handler's method serves, by its signature. */
	static Set<RouteKind> of(Method method) {
		MethodResult result = MethodResult.of(method, method.getDeclaringClass());
		if (isStream(method, result)) {
			return EnumSet.of(STREAM);
		}
		return (result.isNothing() && !takes(method, RequestContext.class) && !isAnswered(method))
				? EnumSet.of(REQUEST, MESSAGE) : EnumSet.of(REQUEST);
	}

	/** What a client's method sends, by its signature. */
	static RouteKind ofClient(Method method, MethodResult result) {
		if (isStream(method, result)) {
			return STREAM;
		}
		return (result.isNothing() && !isAnswered(method)) ? MESSAGE : REQUEST;
	}

	private static boolean isStream(Method method, MethodResult result) {
		return result.isMany() || Stream.of(method.getParameterTypes())
			.anyMatch((type) -> type == MessageStream.class || ReactiveTypes.kind(type) == ReactiveTypes.Kind.MANY);
	}

	private static boolean isAnswered(Method method) {
		NodeExchange exchange = Exchanges.find(method);
		return exchange != null && exchange.answered();
	}

	private static boolean takes(Method method, Class<?> type) {
		return Stream.of(method.getParameterTypes()).anyMatch((parameter) -> parameter == type);
	}

	@Override
	public String toString() {
		return this.plural;
	}

}

package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.quictransport.MessageStream;
import io.quictransport.RequestContext;

import org.springframework.core.ResolvableType;

/**
 * Lists the kinds of routes.
 */
enum RouteKind {

	REQUEST("requests"), MESSAGE("one-way messages"), STREAM("streams");

	private final String plural;

	RouteKind(String plural) {
		this.plural = plural;
	}

	/**
	 * What a handler's method serves, by its signature.
	 * @param type the class of the handler, which says what the variables of generic
	 * superclasses stand for
	 */
	static Set<RouteKind> of(Method method, Class<?> type) {
		MethodResult result = MethodResult.of(method, type);
		if (isStream(method, type, result)) {
			return EnumSet.of(STREAM);
		}
		return (result.isNothing() && !takes(method, RequestContext.class) && !isAnswered(method))
				? EnumSet.of(REQUEST, MESSAGE) : EnumSet.of(REQUEST);
	}

	/**
	 * What a client's method sends, by its signature.
	 * @param type the client's interface
	 */
	static RouteKind ofClient(Method method, Class<?> type, MethodResult result) {
		if (isStream(method, type, result)) {
			return STREAM;
		}
		return (result.isNothing() && !isAnswered(method)) ? MESSAGE : REQUEST;
	}

	private static boolean isStream(Method method, Class<?> type, MethodResult result) {
		return result.isMany() || IntStream.range(0, method.getParameterCount())
			.<Class<?>>mapToObj((index) -> ResolvableType.forMethodParameter(method, index, type).resolve(Object.class))
			.anyMatch((each) -> each == MessageStream.class || ReactiveTypes.kind(each) == ReactiveTypes.Kind.MANY);
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

package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import io.quictransport.MessageStream;
import io.quictransport.RequestContext;
import io.quictransport.spring.boot.NodeOperation;

import org.springframework.core.ResolvableType;

/**
 * What a route carries.
 */
enum RouteKind {

	REQUEST("requests", NodeOperation.REQUEST), MESSAGE("one-way messages", NodeOperation.SEND),
	STREAM("streams", NodeOperation.STREAM);

	private final String plural;

	private final NodeOperation operation;

	RouteKind(String plural, NodeOperation operation) {
		this.plural = plural;
		this.operation = operation;
	}

	NodeOperation operation() {
		return this.operation;
	}

	/** What a method serves, by its signature. */
	static Set<RouteKind> of(Method method) {
		if (isStream(method)) {
			return EnumSet.of(STREAM);
		}
		return (returnsNothing(method) && !takes(method, RequestContext.class)) ? EnumSet.of(REQUEST, MESSAGE)
				: EnumSet.of(REQUEST);
	}

	private static boolean isStream(Method method) {
		return takes(method, MessageStream.class) || Stream.of(method.getParameterTypes()).anyMatch(RouteKind::isMany)
				|| isMany(result(method).resolve(Object.class));
	}

	private static boolean isMany(Class<?> type) {
		return ReactiveTypes.kind(type) == ReactiveTypes.Kind.MANY;
	}

	private static boolean returnsNothing(Method method) {
		Class<?> type = result(method).resolve(Object.class);
		return type == void.class || type == Void.class;
	}

	private static boolean takes(Method method, Class<?> type) {
		return Stream.of(method.getParameterTypes()).anyMatch((parameter) -> parameter == type);
	}

	/** The result, also where the method returns what stands for one to come. */
	static ResolvableType result(Method method) {
		ResolvableType declared = ResolvableType.forMethodReturnType(method);
		Class<?> type = declared.resolve(Object.class);
		if (ReactiveTypes.kind(type) != ReactiveTypes.Kind.ONE) {
			return declared;
		}
		return ReactiveTypes.isWithoutValue(type) ? ResolvableType.forClass(Void.class)
				: declared.as(ReactiveTypes.declaring(type)).getGeneric();
	}

	@Override
	public String toString() {
		return this.plural;
	}

}

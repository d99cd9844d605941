package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.HandlerMethod;

/**
 * Names methods and their parameters in the way that developers know them.
 */
final class MethodNames {

	private MethodNames() {
	}

	/** The parameter by its name, or its number where that is not compiled in. */
	static String nameOf(MethodParameter parameter) {
		String name = parameter.getParameterName();
		return (name != null) ? "'" + name + "' (" + parameter.getParameterType().getName() + ")"
				: parameter.getParameterIndex() + " (" + parameter.getParameterType().getName() + ")";
	}

	/** The method as the developer knows it. */
	static String nameOf(HandlerMethod method) {
		return nameOf(method.getBeanType(), method.getMethod());
	}

	/** The method as the developer knows it. */
	static String nameOf(Class<?> type, Method method) {
		return "the method " + describe(type, method);
	}

	/** The method alone. */
	static String describe(Class<?> type, Method method) {
		String parameters = Stream.of(method.getParameterTypes())
			.filter((parameter) -> !Suspending.isContinuation(parameter))
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", "(", ")"));
		return type.getName() + "." + method.getName() + parameters;
	}

}

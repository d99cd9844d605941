package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.messaging.handler.HandlerMethod;

/**
 * Finds where a method of a handler is declared: in its class, and in the superclasses
 * and interfaces whose methods it overrides.
 */
final class Declarations {

	private Declarations() {
	}

	/** The method itself first. */
	static Stream<Method> of(HandlerMethod handler) {
		Method method = handler.getMethod();
		Class<?> bean = handler.getBeanType();
		Set<Class<?>> types = new LinkedHashSet<>();
		collect(bean, types);
		return Stream.concat(Stream.of(method),
				types.stream()
					.flatMap((type) -> Stream.of(type.getDeclaredMethods()))
					.filter((other) -> !other.equals(method) && !other.isBridge() && overrides(method, other, bean)));
	}

	/** With the interfaces that interfaces extend. */
	private static void collect(@Nullable Class<?> type, Set<Class<?>> types) {
		if (type != null && types.add(type)) {
			collect(type.getSuperclass(), types);
			for (Class<?> each : type.getInterfaces()) {
				collect(each, types);
			}
		}
	}

	private static boolean overrides(Method method, Method other, Class<?> bean) {
		return !Modifier.isPrivate(other.getModifiers()) && !Modifier.isStatic(other.getModifiers())
				&& other.getName().equals(method.getName()) && other.getParameterCount() == method.getParameterCount()
				&& IntStream.range(0, method.getParameterCount())
					.allMatch((index) -> typeOf(method, index, bean) == typeOf(other, index, bean));
	}

	private static Class<?> typeOf(Method method, int index, Class<?> bean) {
		return ResolvableType.forMethodParameter(method, index, bean).resolve(Object.class);
	}

}

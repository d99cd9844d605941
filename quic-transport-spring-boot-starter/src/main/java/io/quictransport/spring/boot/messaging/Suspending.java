package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;

import org.springframework.util.ClassUtils;

/**
 * Recognizes Kotlin's suspend functions by their signatures. Does not need Kotlin, unlike
 * {@link Coroutines}, which calls them.
 */
final class Suspending {

	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	private static final boolean COROUTINES = ClassUtils.isPresent("kotlinx.coroutines.future.FutureKt",
			Suspending.class.getClassLoader());

	private Suspending() {
	}

	/** Whether suspend functions can be called and awaited here. */
	static boolean isSupported() {
		return COROUTINES;
	}

	static boolean isContinuation(Class<?> type) {
		return type.getName().equals(CONTINUATION);
	}

	/** Whether a method is a suspend function: its last parameter is the continuation. */
	static boolean isSuspending(Method method) {
		Class<?>[] types = method.getParameterTypes();
		return types.length > 0 && isContinuation(types[types.length - 1]);
	}

	/** What a suspend function gives: what its continuation takes. */
	static Type resultOf(Method method) {
		Type[] types = method.getGenericParameterTypes();
		if (types[types.length - 1] instanceof ParameterizedType continuation
				&& continuation.getActualTypeArguments()[0] instanceof WildcardType taken
				&& taken.getLowerBounds().length > 0) {
			return taken.getLowerBounds()[0];
		}
		return Object.class;
	}

	/** Whether a type is Kotlin's for no value. */
	static boolean isUnit(Class<?> type) {
		return type.getName().equals("kotlin.Unit");
	}

}

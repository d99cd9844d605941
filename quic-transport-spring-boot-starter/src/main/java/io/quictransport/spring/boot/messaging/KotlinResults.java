package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.Objects;

import kotlin.ResultKt;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Takes what a method gives out of Kotlin's {@code Result}, of which Java sees the value
 * itself, or an object that holds the failure. Needs Kotlin only where there is such an
 * object.
 */
final class KotlinResults {

	private static final String RESULT = "kotlin.Result";

	private static final String FAILURE = RESULT + "$Failure";

	private KotlinResults() {
	}

	/** Whether a type is Kotlin's for a value or a failure. */
	static boolean isResult(Class<?> type) {
		return type.getName().equals(RESULT);
	}

	/** The value of a result, or what is none; throws what a result has failed with. */
	static @Nullable Object opened(@Nullable Object result) {
		if (result == null) {
			return null;
		}
		String name = result.getClass().getName();
		if (name.equals(FAILURE)) {
			ResultKt.throwOnFailure(result);
		}
		return name.equals(RESULT) ? opened(unboxed(result)) : result;
	}

	private static @Nullable Object unboxed(Object result) {
		Method method = Objects.requireNonNull(ReflectionUtils.findMethod(result.getClass(), "unbox-impl"),
				"a value class");
		return ReflectionUtils.invokeMethod(method, result);
	}

}

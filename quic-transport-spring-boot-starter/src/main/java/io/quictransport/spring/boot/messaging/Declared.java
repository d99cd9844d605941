package io.quictransport.spring.boot.messaging;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * States what a signature says of a value that is written: its type with its generics,
 * which its class does not know, and the view of Jackson that it is written in.
 * Converters are given it as their hint.
 *
 * @param type the type, without variables and wildcards
 * @param view the class of the view, null for none
 */
record Declared(Type type, @Nullable Class<?> view) {

	private static final String VIEW = "com.fasterxml.jackson.annotation.JsonView";

	/** What the answers of a method are, or the items that it sends. */
	static Declared ofResult(Method method, MethodResult result) {
		return new Declared(typeOf(result.content()),
				view(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)));
	}

	/**
	 * What the payloads of a client's method are, or the items that it sends.
	 * @param type the client's interface
	 */
	static Declared ofPayload(MethodParameter parameter, Class<?> type) {
		Method method = Objects.requireNonNull(parameter.getMethod(), "a parameter of a method");
		ResolvableType declared = ResolvableType.forMethodParameter(method, parameter.getParameterIndex(), type);
		Class<?> raw = declared.resolve(Object.class);
		boolean later = ReactiveTypes.kind(raw) != ReactiveTypes.Kind.NONE && !ReactiveTypes.isWithoutValue(raw);
		AnnotatedElement annotated = method.getParameters()[parameter.getParameterIndex()];
		return new Declared(typeOf(later ? declared.as(ReactiveTypes.declaring(raw)).getGeneric() : declared),
				view(MergedAnnotations.from(annotated)));
	}

	/** What is empty is not written. */
	private static Type typeOf(ResolvableType declared) {
		return MethodResult
			.typeOf((declared.resolve(Object.class) == Optional.class) ? declared.getGeneric() : declared);
	}

	private static @Nullable Class<?> view(MergedAnnotations annotations) {
		return annotations.get(VIEW).isPresent() ? firstOf(annotations.get(VIEW).getClassArray("value")) : null;
	}

	private static @Nullable Class<?> firstOf(Class<?>[] views) {
		return (views.length > 0) ? views[0] : null;
	}

	/** A value with what is declared of it, on its way to where it is written. */
	Object of(Object value) {
		return new Typed(value, this);
	}

	/**
	 * Carries a value with what is declared of it.
	 *
	 * @param value the value
	 * @param declared what is declared
	 */
	record Typed(Object value, Declared declared) {
	}

}

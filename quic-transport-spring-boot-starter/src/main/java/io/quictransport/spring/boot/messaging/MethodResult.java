package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.stream.Stream;

import org.springframework.core.ResolvableType;

/**
 * Describes the result of a method, returned directly or later.
 *
 * @param declared what it returns, of a suspend function without what Kotlin makes of it
 * @param value what it gives in the end, where it returns what stands for one value to
 * come
 * @param suspends whether it is a suspend function
 */
record MethodResult(ResolvableType declared, ResolvableType value, boolean suspends) {

	/** Deeper than any type that a person writes. */
	private static final int DEEPEST = 8;

	/**
	 * Reads a signature.
	 * @param type the class or interface that has the method, maybe inherited
	 */
	static MethodResult of(Method method, Class<?> type) {
		if (Suspending.isSuspending(method)) {
			ResolvableType result = ResolvableType.forType(Suspending.resultOf(method),
					ResolvableType.forClass(method.getDeclaringClass(), type));
			return new MethodResult(result, result, true);
		}
		ResolvableType declared = ResolvableType.forMethodReturnType(method, type);
		Class<?> returned = declared.resolve(Object.class);
		if (ReactiveTypes.kind(returned) != ReactiveTypes.Kind.ONE) {
			return new MethodResult(declared, declared, false);
		}
		ResolvableType value = ReactiveTypes.isWithoutValue(returned) ? ResolvableType.forClass(Void.class)
				: declared.as(ReactiveTypes.declaring(returned)).getGeneric();
		return new MethodResult(declared, value, false);
	}

	/** A type without variables and wildcards: what they stand for is in their places. */
	static Type typeOf(ResolvableType type) {
		return typeOf(type, 0);
	}

	private static Type typeOf(ResolvableType type, int depth) {
		Class<?> raw = type.resolve(Object.class);
		// A variable may be bounded by a type that has it: T extends Tree<T>.
		if (depth == DEEPEST) {
			return raw;
		}
		if (type.isArray()) {
			return ResolvableType.forArrayComponent(ResolvableType.forType(typeOf(type.getComponentType(), depth + 1)))
				.getType();
		}
		ResolvableType[] generics = Stream.of(type.getGenerics())
			.map((generic) -> ResolvableType.forType(typeOf(generic, depth + 1)))
			.toArray(ResolvableType[]::new);
		return (generics.length > 0) ? ResolvableType.forClassWithGenerics(raw, generics).getType() : raw;
	}

	/** Whether it comes later than the method returns. */
	boolean isLater() {
		return this.suspends || ReactiveTypes.kind(declaredClass()) == ReactiveTypes.Kind.ONE;
	}

	Class<?> declaredClass() {
		return this.declared.resolve(Object.class);
	}

	Class<?> valueClass() {
		return this.value.resolve(Object.class);
	}

	/** What is read or written one by one: the items of many, or the value itself. */
	ResolvableType content() {
		return isMany() ? this.value.as(ReactiveTypes.declaring(valueClass())).getGeneric() : this.value;
	}

	boolean isNothing() {
		Class<?> type = valueClass();
		return type == void.class || type == Void.class || Suspending.isUnit(type);
	}

	boolean isMany() {
		return ReactiveTypes.kind(valueClass()) == ReactiveTypes.Kind.MANY;
	}

}

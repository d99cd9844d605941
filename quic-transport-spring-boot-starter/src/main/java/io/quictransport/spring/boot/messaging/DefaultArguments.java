package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.Nullness;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Calls a method of Kotlin that has default values for parameters: what a message does
 * not have is left to the static method that Kotlin makes beside each such method, which
 * is told by the bits of an int which parameters it is to fill in. Needs nothing of
 * Kotlin.
 */
final class DefaultArguments {

	/** Stands for an argument that a message does not have. */
	static final Object ABSENT = new Object();

	private static final int MASK_BITS = 32;

	private final Method filling;

	/** By parameter: whether it has a default value. */
	private final boolean[] defaulted;

	/** By parameter: the header that it is taken from, null if from none. */
	private final @Nullable String[] headers;

	private DefaultArguments(Method filling, MethodParameter[] parameters) {
		this.filling = filling;
		this.defaulted = new boolean[parameters.length];
		this.headers = new @Nullable String[parameters.length];
		for (int i = 0; i < parameters.length; i++) {
			this.defaulted[i] = isDefaulted(parameters[i]);
			this.headers[i] = headerOf(parameters[i]);
		}
	}

	/** Null if no parameter of a method has a default value. */
	static @Nullable DefaultArguments of(Method method, MethodParameter[] parameters) {
		if (Arrays.stream(parameters).noneMatch(DefaultArguments::isDefaulted)) {
			return null;
		}
		Method filling = filling(method);
		return (filling != null) ? new DefaultArguments(filling, parameters) : null;
	}

	/** Spring calls optional what may be null as well. */
	private static boolean isDefaulted(MethodParameter parameter) {
		return parameter.isOptional() && parameter.getParameterType() != Optional.class
				&& Nullness.forMethodParameter(parameter) == Nullness.NON_NULL;
	}

	private static @Nullable String headerOf(MethodParameter parameter) {
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header == null || !header.defaultValue().equals(ValueConstants.DEFAULT_NONE)) {
			return null;
		}
		String given = header.name().isEmpty() ? header.value() : header.name();
		return given.isEmpty() ? parameter.getParameterName() : given;
	}

	/** That of an interface is in the interface, or in a class within it. */
	private static @Nullable Method filling(Method method) {
		Set<Class<?>> types = new LinkedHashSet<>();
		for (Class<?> type = method.getDeclaringClass(); type != null; type = type.getSuperclass()) {
			types.add(type);
		}
		types.addAll(ClassUtils.getAllInterfacesForClassAsSet(method.getDeclaringClass()));
		for (Class<?> type : types) {
			Method found = declared(type, method);
			if (found == null && type.isInterface()) {
				Class<?> within = Arrays.stream(type.getDeclaredClasses())
					.filter((each) -> each.getSimpleName().equals("DefaultImpls"))
					.findFirst()
					.orElse(null);
				found = (within != null) ? declared(within, method) : null;
			}
			if (found != null) {
				ReflectionUtils.makeAccessible(found);
				return found;
			}
		}
		return null;
	}

	private static @Nullable Method declared(Class<?> type, Method method) {
		Class<?>[] wanted = method.getParameterTypes();
		int length = 1 + wanted.length + masks(wanted.length) + 1;
		for (Method each : type.getDeclaredMethods()) {
			Class<?>[] types = each.getParameterTypes();
			if (Modifier.isStatic(each.getModifiers()) && each.getName().equals(method.getName() + "$default")
					&& types.length == length && Arrays.equals(types, 1, 1 + wanted.length, wanted, 0, wanted.length)) {
				return each;
			}
		}
		return null;
	}

	private static int masks(int parameters) {
		return (parameters + MASK_BITS - 1) / MASK_BITS;
	}

	/**
	 * Whether a message has nothing for a parameter, before that is resolved: a header
	 * that is missing would be false where it is a boolean, and an error where it is a
	 * number.
	 */
	boolean isAbsent(int index, Message<?> message) {
		String header = this.headers[index];
		return this.defaulted[index] && header != null && !message.getHeaders().containsKey(header);
	}

	/** What takes the place of an argument that was resolved. */
	@Nullable Object argument(int index, @Nullable Object resolved) {
		return (resolved == null && this.defaulted[index]) ? ABSENT : resolved;
	}

	/** The arguments as others may see them. */
	static @Nullable Object[] withoutAbsent(@Nullable Object[] arguments) {
		@Nullable Object[] others = arguments.clone();
		for (int i = 0; i < others.length; i++) {
			if (others[i] == ABSENT) {
				others[i] = null;
			}
		}
		return others;
	}

	/** Whether the method is to fill in some. */
	static boolean areMissing(@Nullable Object[] arguments) {
		return Arrays.stream(arguments).anyMatch((argument) -> argument == ABSENT);
	}

	/**
	 * Calls the method.
	 * @throws Exception what the method throws
	 */
	@Nullable Object call(Object bean, @Nullable Object[] arguments) throws Exception {
		Class<?>[] types = this.filling.getParameterTypes();
		@Nullable Object[] all = new @Nullable Object[types.length];
		int[] masks = new int[masks(arguments.length)];
		all[0] = bean;
		for (int i = 0; i < arguments.length; i++) {
			boolean absent = arguments[i] == ABSENT;
			all[1 + i] = absent ? zero(types[1 + i]) : arguments[i];
			masks[i / MASK_BITS] |= absent ? 1 << (i % MASK_BITS) : 0;
		}
		for (int i = 0; i < masks.length; i++) {
			all[1 + arguments.length + i] = masks[i];
		}
		try {
			return this.filling.invoke(null, all);
		}
		catch (InvocationTargetException ex) {
			throw causeOf(ex);
		}
	}

	/** What a method has thrown that was called by reflection. */
	static Exception causeOf(InvocationTargetException failure) {
		if (failure.getCause() instanceof Error error) {
			throw error;
		}
		return (failure.getCause() instanceof Exception cause) ? cause : failure;
	}

	private static @Nullable Object zero(Class<?> type) {
		return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
	}

}

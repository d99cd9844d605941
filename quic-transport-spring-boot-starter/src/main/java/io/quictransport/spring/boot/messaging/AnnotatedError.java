package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.quictransport.ApplicationCode;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.ResolvableType;

/**
 * Makes the {@link ErrorMapping} of an exception that is marked as a {@link NodeError},
 * by its constructors.
 */
final class AnnotatedError {

	private AnnotatedError() {
	}

	static <E extends Exception> ErrorMapping<E, ?> mapping(ApplicationCode code, Class<E> type) {
		return mapping(code, type, detailsOf(type));
	}

	private static <E extends Exception, D> ErrorMapping<E, D> mapping(ApplicationCode code, Class<E> type,
			Class<D> details) {
		return ErrorMapping.of(code.name(), type)
			.withDetails(details, genericDetailsOf(type), (failure) -> errorDetails(failure, details))
			.withException(maker(type, details));
	}

	/** One way: at the handler's side nothing is made. */
	static <E extends Exception> ErrorMapping<E, ?> oneWay(ApplicationCode code, Class<E> type) {
		return oneWay(code, type, detailsOf(type));
	}

	private static <E extends Exception, D> ErrorMapping<E, D> oneWay(ApplicationCode code, Class<E> type,
			Class<D> details) {
		return ErrorMapping.of(code.name(), type).withDetails(details, (failure) -> errorDetails(failure, details));
	}

	private static Class<?> detailsOf(Class<?> type) {
		return ErrorDetails.class.isAssignableFrom(type)
				? ResolvableType.forClass(ErrorDetails.class, type).getGeneric().resolve(Object.class) : Void.class;
	}

	private static Type genericDetailsOf(Class<?> type) {
		return ErrorDetails.class.isAssignableFrom(type)
				? MethodResult.typeOf(ResolvableType.forClass(ErrorDetails.class, type).getGeneric()) : Void.class;
	}

	private static <D> @Nullable D errorDetails(Exception failure, Class<D> type) {
		return (failure instanceof ErrorDetails<?> detailed) ? type.cast(detailed.errorDetails()) : null;
	}

	private static <E extends Exception, D> BiFunction<String, @Nullable D, E> maker(Class<E> type, Class<D> details) {
		for (List<Class<?>> parameters : Stream
			.of(List.<Class<?>>of(String.class, details), List.<Class<?>>of(details), List.<Class<?>>of(String.class),
					List.<Class<?>>of())
			.toList()) {
			Constructor<E> constructor = find(type, parameters);
			if (constructor != null) {
				return (text, value) -> BeanUtils.instantiateClass(constructor,
						parameters.stream().map((parameter) -> (parameter == String.class) ? text : value).toArray());
			}
		}
		throw new ConfigurationException(ErrorCode.INVALID_OPTION,
				type.getName() + " cannot be made again from a failed call: it has no constructor of its message and"
						+ " details, nor of one of them, nor without parameters; add one, or use ErrorMapping.of(code,"
						+ " type).withException(...)",
				null);
	}

	@SuppressWarnings("unchecked") // the constructors of a class are of that class
	private static <E> @Nullable Constructor<E> find(Class<E> type, List<Class<?>> parameters) {
		if (Modifier.isAbstract(type.getModifiers())) {
			return null;
		}
		return (Constructor<E>) Stream.of(type.getDeclaredConstructors())
			.filter((constructor) -> List.of(constructor.getParameterTypes()).equals(parameters))
			.findFirst()
			.orElse(null);
	}

}

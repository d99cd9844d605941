package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Constructor;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;

/**
 * Turns objects into payloads and back. Nothing travels as a payload without bytes, and
 * such a payload is nothing again, but for types that know an empty value.
 */
final class Payloads {

	private static final byte[] NOTHING = {};

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(Map.of());

	private final MessageConverter converter;

	Payloads(MessageConverter converter) {
		this.converter = converter;
	}

	byte[] write(@Nullable Object value) {
		if (value == null) {
			return NOTHING;
		}
		if (value instanceof byte[] bytes) {
			return bytes;
		}
		if (value instanceof Optional<?> optional) {
			return write(optional.orElse(null));
		}
		if (ReactiveTypes.kind(value.getClass()) != ReactiveTypes.Kind.NONE || value instanceof Future
				|| value instanceof Callable) {
			throw new MessageConversionException(
					"a " + value.getClass().getName() + " is no payload: it stands for values to come");
		}
		Message<?> message = this.converter.toMessage(value, NO_HEADERS);
		if (message != null && message.getPayload() instanceof byte[] bytes) {
			return bytes;
		}
		throw new MessageConversionException("nothing here turns " + value.getClass().getName()
				+ " into bytes; for JSON, have Jackson and a JsonMapper bean");
	}

	/**
	 * Reads a payload.
	 * @param type the type to read it as
	 * @return the value, null for nothing
	 */
	@Nullable Object read(byte[] payload, Type type) {
		// Needs no hint, which is made anew for each payload.
		if (type == byte[].class) {
			return payload;
		}
		return read(payload, ResolvableType.forType(type).toClass(), new TypeHint(type));
	}

	/**
	 * Reads a payload.
	 * @param parameter where the type stands, at its nesting level
	 * @return the value, null for nothing
	 */
	@Nullable Object read(byte[] payload, MethodParameter parameter) {
		return read(payload, parameter.getNestedParameterType(), parameter);
	}

	private @Nullable Object read(byte[] payload, Class<?> type, MethodParameter hint) {
		try {
			return convert(payload, type, hint);
		}
		catch (MessageConversionException ex) {
			throw new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.UNKNOWN, unreadable(type), ErrorContext.NONE,
					ex);
		}
	}

	/**
	 * Reads a payload. The headers that came with it have no say: a peer does not choose
	 * how it is read.
	 * @param parameter where the type stands, at its nesting level
	 * @return the value, null for nothing
	 * @throws MessageConversionException if it is no such value
	 */
	@Nullable Object convert(byte[] payload, MethodParameter parameter) {
		return convert(payload, parameter.getNestedParameterType(), parameter);
	}

	private @Nullable Object convert(byte[] payload, Class<?> type, MethodParameter hint) {
		if (type == byte[].class) {
			return payload;
		}
		if (type == Void.class || (payload.length == 0 && type != String.class)) {
			return null;
		}
		Message<byte[]> message = new GenericMessage<>(payload, NO_HEADERS);
		Object value = (this.converter instanceof SmartMessageConverter smart) ? smart.fromMessage(message, type, hint)
				: this.converter.fromMessage(message, type);
		if (value == null) {
			throw new MessageConversionException(message, unreadable(type));
		}
		return value;
	}

	private static String unreadable(Class<?> type) {
		return "the payload cannot be read as " + type.getSimpleName();
	}

	/**
	 * Tells converters a generic type: they know such types only from parameters.
	 */
	private static final class TypeHint extends MethodParameter {

		private static final Constructor<?> ANY = Object.class.getConstructors()[0];

		private final Type type;

		TypeHint(Type type) {
			super(ANY, -1);
			this.type = type;
		}

		@Override
		public Class<?> getParameterType() {
			return ResolvableType.forType(this.type).toClass();
		}

		@Override
		public Type getNestedGenericParameterType() {
			return this.type;
		}

		@Override
		public MethodParameter nestedIfOptional() {
			return this;
		}

		@Override
		public TypeHint clone() {
			return new TypeHint(this.type);
		}

	}

}

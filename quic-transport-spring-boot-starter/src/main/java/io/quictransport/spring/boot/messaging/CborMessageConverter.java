package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeType;

/**
 * Reads and writes CBOR with Jackson: any object that JSON can represent, strings
 * included. Spring has no such converter.
 */
final class CborMessageConverter extends AbstractMessageConverter {

	static final MimeType CBOR = new MimeType("application", "cbor");

	private final CBORMapper mapper;

	CborMessageConverter(CBORMapper mapper) {
		super(CBOR);
		this.mapper = mapper;
	}

	@Override
	protected boolean supports(Class<?> type) {
		return true;
	}

	@Override
	protected @Nullable Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
		try {
			return this.mapper.readValue((byte[]) message.getPayload(),
					this.mapper.constructType(typeOf(targetClass, hint)));
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new MessageConversionException(message, "this is no CBOR of " + targetClass.getSimpleName(), ex);
		}
	}

	@Override
	protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
		try {
			return this.mapper.writeValueAsBytes(payload);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(
					"a " + payload.getClass().getName() + " cannot be written as CBOR: " + ex.getMessage(), ex);
		}
	}

	/** With its generics, which only the parameter knows. */
	private static Type typeOf(Class<?> targetClass, @Nullable Object hint) {
		return (hint instanceof MethodParameter parameter) ? GenericTypeResolver
			.resolveType(parameter.nestedIfOptional().getNestedGenericParameterType(), parameter.getContainingClass())
				: targetClass;
	}

}

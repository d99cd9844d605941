package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Type;

import com.fasterxml.jackson.annotation.JsonView;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;
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

	private final CBORMapper writing;

	CborMessageConverter(CBORMapper mapper) {
		super(CBOR);
		this.mapper = mapper;
		this.writing = mapper.rebuild().addModule(new SeenFields()).build();
	}

	@Override
	protected boolean supports(Class<?> type) {
		return true;
	}

	@Override
	protected Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
		try {
			Object value = reader(hint).forType(this.mapper.constructType(typeOf(targetClass, hint)))
				.readValue((byte[]) message.getPayload());
			return (value != null) ? value : Payloads.NULL;
		}
		catch (InvalidDefinitionException ex) {
			throw new UnreadableTypeException(message, targetClass, ex);
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new MessageConversionException(message, "this is no CBOR of " + targetClass.getSimpleName(), ex);
		}
	}

	@Override
	protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
		try {
			return DeclaredWriter.of(this.writing, payload, hint).writeValueAsBytes(payload);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(
					"a " + payload.getClass().getName() + " cannot be written as CBOR: " + ex.getMessage(), ex);
		}
	}

	/** In the view of the parameter, if it has one. */
	private ObjectReader reader(@Nullable Object hint) {
		JsonView view = null;
		if (hint instanceof MethodParameter parameter) {
			view = (parameter.getParameterIndex() >= 0) ? parameter.getParameterAnnotation(JsonView.class)
					: parameter.getMethodAnnotation(JsonView.class);
		}
		return (view != null && view.value().length > 0) ? this.mapper.readerWithView(view.value()[0])
				: this.mapper.reader();
	}

	/** With its generics, which only the parameter knows. */
	private static Type typeOf(Class<?> targetClass, @Nullable Object hint) {
		return (hint instanceof MethodParameter parameter) ? GenericTypeResolver
			.resolveType(parameter.nestedIfOptional().getNestedGenericParameterType(), parameter.getContainingClass())
				: targetClass;
	}

}

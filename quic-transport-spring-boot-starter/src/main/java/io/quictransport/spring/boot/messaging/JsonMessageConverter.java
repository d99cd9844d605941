package io.quictransport.spring.boot.messaging;

import java.io.ByteArrayOutputStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Reads and writes JSON with Jackson. Spring's converter tells null from what it cannot
 * read no more than it writes a list as what it is a list of.
 */
final class JsonMessageConverter extends JacksonJsonMessageConverter {

	private final JsonMapper mapper;

	JsonMessageConverter(JsonMapper mapper) {
		super(mapper);
		this.mapper = mapper;
	}

	@Override
	protected Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
		Object value = super.convertFromInternal(message, targetClass, hint);
		return (value != null) ? value : Payloads.NULL;
	}

	@Override
	protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
		try (JsonGenerator generator = this.mapper.createGenerator(bytes, getJsonEncoding(getMimeType(headers)))) {
			DeclaredWriter.of(this.mapper, payload, hint).writeValue(generator, payload);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(
					"a " + payload.getClass().getName() + " cannot be written as JSON: " + ex.getMessage(), ex);
		}
		return bytes.toByteArray();
	}

}

package io.quictransport.spring.boot.messaging;

import java.io.ByteArrayOutputStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Reads and writes JSON with Jackson. Spring's converter tells null from what it cannot
 * read no more than it writes a list as what it is a list of, and gives bytes where any
 * object would do.
 */
final class JsonMessageConverter extends JacksonJsonMessageConverter {

	private final JsonMapper mapper;

	private final JsonMapper writing;

	JsonMessageConverter(JsonMapper mapper) {
		super(mapper);
		this.mapper = mapper;
		this.writing = mapper.rebuild().addModule(new SeenFields()).build();
	}

	@Override
	protected Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
		try {
			Object value = targetClass.isAssignableFrom(byte[].class)
					? this.mapper.readerFor(targetClass).readValue((byte[]) message.getPayload())
					: super.convertFromInternal(message, targetClass, hint);
			return (value != null) ? value : Payloads.NULL;
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(message, "this is no JSON: " + ex.getMessage(), ex);
		}
		catch (MessageConversionException ex) {
			throw (ex.getCause() instanceof InvalidDefinitionException fault)
					? new UnreadableTypeException(message, targetClass, fault) : ex;
		}
	}

	@Override
	protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
		try (JsonGenerator generator = this.writing.createGenerator(bytes, getJsonEncoding(getMimeType(headers)))) {
			DeclaredWriter.of(this.writing, payload, hint).writeValue(generator, payload);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(
					"a " + payload.getClass().getName() + " cannot be written as JSON: " + ex.getMessage(), ex);
		}
		return bytes.toByteArray();
	}

}

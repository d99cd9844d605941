package io.quictransport.spring.boot.messaging;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectWriter;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * Has Jackson write values as they are declared: in their view, and elements of
 * containers as the type that the container is declared of. What is no container is
 * written as what it is, so that subclasses keep all that they have.
 */
final class DeclaredWriter {

	private DeclaredWriter() {
	}

	/**
	 * Makes the writer of a value.
	 * @param hint what is declared of it, if it is a {@link Declared}
	 * @throws MessageConversionException if it stands for bytes that are still to be read
	 */
	static ObjectWriter of(ObjectMapper mapper, Object value, @Nullable Object hint) {
		if (Payloads.isOfBytes(value.getClass())) {
			throw new MessageConversionException("a " + value.getClass().getName()
					+ " is no payload: it stands for bytes to be read; send them as byte[], or in parts by a stream");
		}
		if (!(hint instanceof Declared declared)) {
			return mapper.writer();
		}
		ObjectWriter writer = (declared.view() != null) ? mapper.writerWithView(declared.view()) : mapper.writer();
		if (declared.type() instanceof Class<?> type && !type.isArray()) {
			return writer;
		}
		JavaType type = mapper.constructType(declared.type());
		boolean container = type.isContainerType() && type.getRawClass().isInstance(value);
		return (container || type.getRawClass() == value.getClass()) ? writer.forType(type) : writer;
	}

}

package io.quictransport.spring.boot.messaging;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.StringMessageConverter;

/**
 * Reads and writes strings as they are, in UTF-8 unless another charset is stated. A
 * string that is declared as something else, such as an Object, is left to JSON: its
 * reader could not know that it is none.
 */
final class TextMessageConverter extends StringMessageConverter {

	TextMessageConverter() {
		super(StandardCharsets.UTF_8);
	}

	@Override
	protected @Nullable Object convertToInternal(Object payload, @Nullable MessageHeaders headers,
			@Nullable Object hint) {
		boolean other = hint instanceof Declared declared && declared.type() != String.class
				&& getMimeType(headers) == null;
		return other ? null : super.convertToInternal(payload, headers, hint);
	}

}

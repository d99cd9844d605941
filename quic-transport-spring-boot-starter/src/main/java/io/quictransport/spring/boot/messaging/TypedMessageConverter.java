package io.quictransport.spring.boot.messaging;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeType;

/**
 * Restricts a converter to its own content types. If no type is stated, the converter is
 * asked only if it supports JSON, which is then meant; most converters would accept any
 * message.
 */
final class TypedMessageConverter implements SmartMessageConverter {

	private static final MessageHeaders JSON = new MessageHeaders(
			Map.of(MessageHeaders.CONTENT_TYPE, ContentTypes.JSON));

	private final AbstractMessageConverter converter;

	private final boolean json;

	TypedMessageConverter(AbstractMessageConverter converter) {
		this.converter = converter;
		this.json = converter.getSupportedMimeTypes().stream().anyMatch(ContentTypes::isDefault);
	}

	List<MimeType> types() {
		return this.converter.getSupportedMimeTypes();
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
		if (isTyped(message.getHeaders())) {
			return this.converter.fromMessage(message, targetClass, hint);
		}
		return this.json
				? this.converter.fromMessage(new GenericMessage<>(message.getPayload(), JSON), targetClass, hint)
				: null;
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
		if (headers != null && isTyped(headers)) {
			return this.converter.toMessage(payload, headers, hint);
		}
		return this.json ? this.converter.toMessage(payload, JSON, hint) : null;
	}

	private static boolean isTyped(MessageHeaders headers) {
		return headers.containsKey(MessageHeaders.CONTENT_TYPE);
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		return fromMessage(message, targetClass, null);
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return toMessage(payload, headers, null);
	}

	@Override
	public String toString() {
		return "converter of " + types();
	}

}

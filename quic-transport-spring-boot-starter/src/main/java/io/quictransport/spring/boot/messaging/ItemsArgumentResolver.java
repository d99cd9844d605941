package io.quictransport.spring.boot.messaging;

import java.util.Objects;
import java.util.concurrent.Flow;

import io.quictransport.MessageStream;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolves the items that a peer sends on a stream, read as the type that the parameter
 * names.
 */
final class ItemsArgumentResolver implements HandlerMethodArgumentResolver {

	private final Payloads payloads;

	ItemsArgumentResolver(Payloads payloads) {
		this.payloads = payloads;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == Flow.Publisher.class;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		MessageStream stream = Objects.requireNonNull(Exchange.of(message).stream(), "not a stream");
		MethodParameter itemType = parameter.nested();
		return new IncomingItems<>(stream.items(), (item) -> this.payloads.read(item, itemType));
	}

}

package io.quictransport.spring.boot.messaging;

import java.util.Objects;

import io.quictransport.MessageStream;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolves the items that a peer sends on a stream, read as the type that the parameter
 * names.
 */
final class ItemsArgumentResolver implements HandlerMethodArgumentResolver {

	private final Payloads payloads;

	private final PayloadValidation validation;

	private final NodeErrors errors;

	ItemsArgumentResolver(Payloads payloads, PayloadValidation validation, NodeErrors errors) {
		this.errors = errors;
		this.payloads = payloads;
		this.validation = validation;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return ReactiveTypes.kind(type) == ReactiveTypes.Kind.MANY && ReactiveTypes.canBeMade(type);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		MessageStream stream = Objects.requireNonNull(Exchange.of(message).stream(), "not a stream");
		MethodParameter itemType = parameter.nested();
		return ReactiveTypes.ofItems(parameter.getParameterType(), new IncomingItems<>(stream.items(),
				(item) -> read(item, itemType, parameter, message), this.errors::raised));
	}

	private @Nullable Object read(byte[] item, MethodParameter itemType, MethodParameter parameter,
			Message<?> message) {
		Object value = this.payloads.read(item, itemType);
		if (value != null) {
			try {
				this.validation.validate(value, parameter, message);
			}
			catch (MethodArgumentNotValidException ex) {
				throw HandlerFailures.invalidItem(ex);
			}
		}
		return value;
	}

}

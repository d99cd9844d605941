package io.quictransport.spring.boot.messaging;

import java.util.Objects;
import java.util.function.Function;

import io.quictransport.MessageStream;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.MimeType;

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
		Exchange exchange = Exchange.of(message);
		MessageStream stream = Objects.requireNonNull(exchange.stream(), "not a stream");
		Function<byte[], @Nullable Object> reader = reader(parameter, exchange.types().payload());
		return ReactiveTypes.ofItems(parameter.getParameterType(), new IncomingItems<>(stream.items(),
				(item) -> validated(reader.apply(item), parameter, message), this.errors::raised));
	}

	private Function<byte[], @Nullable Object> reader(MethodParameter parameter, @Nullable MimeType stated) {
		MethodParameter itemType = parameter.nested();
		if (!Payloads.isBytes(Payloads.classOf(itemType))) {
			this.payloads.checkReadable(stated);
		}
		return this.payloads.reader(stated, itemType);
	}

	private @Nullable Object validated(@Nullable Object value, MethodParameter parameter, Message<?> message) {
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

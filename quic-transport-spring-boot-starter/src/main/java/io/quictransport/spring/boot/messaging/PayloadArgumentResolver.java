package io.quictransport.spring.boot.messaging;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolves the payload, for every parameter that nothing else resolves. A payload without
 * bytes is an empty array, string, {@link Optional} or reactive value, and null where
 * that is allowed. A parameter such as {@code Mono} has its value already: a payload that
 * cannot be read is refused before the method runs.
 */
final class PayloadArgumentResolver implements HandlerMethodArgumentResolver {

	private final Payloads payloads;

	private final PayloadValidation validation;

	PayloadArgumentResolver(Payloads payloads, PayloadValidation validation) {
		this.payloads = payloads;
		this.validation = validation;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return true;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		Class<?> type = parameter.getParameterType();
		boolean optional = type == Optional.class;
		boolean reactive = !optional && ReactiveTypes.kind(type) == ReactiveTypes.Kind.ONE;
		Object value = this.payloads.convert((byte[]) message.getPayload(), Exchange.of(message).types().payload(),
				(optional || reactive) ? parameter.nested() : parameter);
		if (value != null && reactive) {
			this.validation.validate(value, parameter, message);
		}
		else if (value != null) {
			this.validation.validateArgument(value, parameter, message);
		}
		else if (!reactive && isRequired(parameter)) {
			throw new MessageConversionException(message, HandlerFailures.EMPTY);
		}
		if (reactive) {
			return ReactiveTypes.ofValue(type, value);
		}
		return optional ? Optional.ofNullable(value) : value;
	}

	private static boolean isRequired(MethodParameter parameter) {
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		return parameter.getParameterType() != Void.class && (annotation == null || annotation.required())
				&& !parameter.isOptional();
	}

}

package io.quictransport.spring.boot.messaging;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.support.GenericMessage;

/**
 * Resolves the whole message, its payload read as the type that the parameter names and
 * validated where the parameter is annotated for it.
 */
final class MessageArgumentResolver implements HandlerMethodArgumentResolver {

	private final Payloads payloads;

	private final PayloadValidation validation;

	MessageArgumentResolver(Payloads payloads, PayloadValidation validation) {
		this.payloads = payloads;
		this.validation = validation;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return Message.class.isAssignableFrom(parameter.getParameterType())
				&& parameter.getParameterType().isAssignableFrom(GenericMessage.class);
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		if (ResolvableType.forMethodParameter(parameter).getGeneric().resolve(Object.class) == Object.class) {
			return message;
		}
		Object payload = this.payloads.convert((byte[]) message.getPayload(), Exchange.of(message).types().payload(),
				parameter.nested());
		if (payload == null) {
			throw new MessageConversionException(message, HandlerFailures.EMPTY);
		}
		this.validation.validate(payload, parameter, message);
		return new GenericMessage<>(payload, message.getHeaders());
	}

}

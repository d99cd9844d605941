package io.quictransport.spring.boot.messaging;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolves all headers at once. A map of texts has those of the sender, which are texts;
 * Spring's own resolver would put the objects of the transport among them.
 */
final class HeadersArgumentResolver implements HandlerMethodArgumentResolver {

	private final HeadersMethodArgumentResolver all = new HeadersMethodArgumentResolver();

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		if (parameter.hasParameterAnnotation(Headers.class) && Map.class.isAssignableFrom(type)) {
			return isOfTexts(parameter) ? type == Map.class : type.isAssignableFrom(MessageHeaders.class);
		}
		return this.all.supportsParameter(parameter);
	}

	private static boolean isOfTexts(MethodParameter parameter) {
		return ResolvableType.forMethodParameter(parameter).as(Map.class).getGeneric(1).resolve() == String.class;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		return (parameter.getParameterType() == Map.class && isOfTexts(parameter)) ? Exchange.of(message).sentHeaders()
				: this.all.resolveArgument(parameter, message);
	}

}

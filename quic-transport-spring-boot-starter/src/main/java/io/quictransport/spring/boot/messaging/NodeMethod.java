package io.quictransport.spring.boot.messaging;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * A method with its bean, called in two steps: so it is known whether the method itself
 * has failed, or the message has not fitted its parameters. Serves any number of
 * messages, on any thread.
 */
final class NodeMethod extends InvocableHandlerMethod {

	NodeMethod(HandlerMethod method, HandlerMethodArgumentResolverComposite resolvers) {
		super(method);
		setMessageMethodArgumentResolvers(resolvers);
	}

	@Nullable Object[] arguments(Message<?> message) throws Exception {
		return getMethodArgumentValues(message);
	}

	@Nullable Object call(@Nullable Object[] arguments) throws Exception {
		return doInvoke(arguments);
	}

}

package io.quictransport.spring.boot.messaging;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * One call of a method: knows whether the method itself has failed, or the message has
 * not fitted its parameters.
 */
final class NodeMethod extends InvocableHandlerMethod {

	private boolean called;

	NodeMethod(HandlerMethod method) {
		super(method);
	}

	@Override
	protected @Nullable Object doInvoke(@Nullable Object... args) throws Exception {
		this.called = true;
		return super.doInvoke(args);
	}

	/** Whether its arguments were there. */
	boolean isCalled() {
		return this.called;
	}

}

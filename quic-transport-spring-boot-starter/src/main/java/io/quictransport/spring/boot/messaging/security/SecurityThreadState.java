package io.quictransport.spring.boot.messaging.security;

import java.util.function.Supplier;

import io.quictransport.spring.boot.messaging.HandlerThreadState;

import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Carries the security context of a handler's thread to the other threads that work on
 * its message.
 *
 * @param contexts where the context of a thread is kept
 */
record SecurityThreadState(SecurityContextHolderStrategy contexts) implements HandlerThreadState {

	@Override
	public Supplier<Scope> capture() {
		SecurityContext captured = this.contexts.getContext();
		return () -> open(captured);
	}

	private Scope open(SecurityContext context) {
		SecurityContext before = this.contexts.getContext();
		this.contexts.setContext(context);
		return () -> {
			if (before.equals(this.contexts.createEmptyContext())) {
				this.contexts.clearContext();
			}
			else {
				this.contexts.setContext(before);
			}
		};
	}

}

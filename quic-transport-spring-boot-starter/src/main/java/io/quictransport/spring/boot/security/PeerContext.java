package io.quictransport.spring.boot.security;

import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Holds the security context of one message or stream, for all threads that work on it.
 *
 * @param contexts where the context of a thread is kept
 * @param context the context
 */
record PeerContext(SecurityContextHolderStrategy contexts, SecurityContext context) {

	/**
	 * Sets the context for the calling thread.
	 * @return closed to give the thread back the context that it had
	 */
	Scope open() {
		SecurityContext before = this.contexts.getContext();
		this.contexts.setContext(this.context);
		return () -> {
			if (before.equals(this.contexts.createEmptyContext())) {
				this.contexts.clearContext();
			}
			else {
				this.contexts.setContext(before);
			}
		};
	}

	void run(Runnable action) {
		try (Scope scope = open()) {
			action.run();
		}
	}

	/**
	 * Holds the context of a thread until it is closed.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}

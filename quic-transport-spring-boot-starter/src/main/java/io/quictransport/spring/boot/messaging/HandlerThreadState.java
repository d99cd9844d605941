package io.quictransport.spring.boot.messaging;

import java.util.function.Supplier;

/**
 * Carries thread-bound state of an annotated handler, such as a security context, to
 * other threads that work on the same message: those on which a suspend function resumes,
 * and those on which an exception is handled. Beans of this type are applied in their
 * order.
 */
@FunctionalInterface
public interface HandlerThreadState {

	/**
	 * Takes the state of the calling thread, which is that of the handler.
	 * @return sets the state for the thread that calls it, on any thread, any number of
	 * times
	 */
	Supplier<Scope> capture();

	/**
	 * The time for which a thread has the state.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		/**
		 * Gives the thread back what it had. Called once, on the same thread.
		 */
		@Override
		void close();

	}

}

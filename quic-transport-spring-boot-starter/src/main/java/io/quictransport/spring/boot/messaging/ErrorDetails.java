package io.quictransport.spring.boot.messaging;

/**
 * Provides the details that an exception marked as a {@link NodeError} carries for
 * programs. They are written as payloads are, most often as JSON.
 *
 * @param <D> the type of the details, which the caller's side reads
 */
public interface ErrorDetails<D> {

	/**
	 * The details that the caller receives in addition to the code and the message.
	 * @return the details; at most 16 KiB when they are written
	 */
	D errorDetails();

}

package io.quictransport.spring.boot.messaging;

/**
 * Gives what an exception that is marked as a {@link NodeError} adds for programs; it
 * travels as payloads do, most often as JSON.
 *
 * @param <D> the type of the details, which the caller's side reads
 */
public interface ErrorDetails<D> {

	/**
	 * What the caller is told beside the code and the message.
	 * @return the details; at most 16 KiB when they are written
	 */
	D errorDetails();

}

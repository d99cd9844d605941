package io.quictransport;

/**
 * Receives the one-way messages of one path.
 *
 * <p>
 * Runs on the transport's handler executor unless registered with
 * {@link Dispatch#EVENT_LOOP}; the messages of one peer on one path are handled one after
 * another, in the order in which they were sent. The sender's message is acknowledged
 * before the handler runs, so a handler that throws is only logged and counted.
 *
 * <p>
 * A path may have several handlers. Each gets every message, in the order of their
 * registration and one after another; one that throws does not affect the others. They
 * share the payload array, so they must not change it.
 */
@FunctionalInterface
public interface MessageHandler {

	/**
	 * Handles one message. The next one of the same peer and path waits until this
	 * returns.
	 * @param message the message, its source set from the sender's certificate
	 * @param context the sender
	 * @throws Exception if the message could not be handled; it is logged and counted
	 */
	void handle(NetworkMessage message, MessageContext context) throws Exception;

}

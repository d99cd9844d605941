package io.quictransport;

/**
 * Serves the streams of messages that peers open on one path.
 *
 * <p>
 * Runs once for each stream, on the transport's handler executor unless registered with
 * {@link Dispatch#EVENT_LOOP}. The stream continues after the handler has returned, until
 * both ends have finished or one gives it up.
 */
@FunctionalInterface
public interface MessageStreamHandler {

	/**
	 * Begins to serve a stream: subscribes to its items, sends, or both.
	 * @param stream this end of the stream
	 * @throws Exception if it cannot be served: the stream is given up with
	 * {@link ErrorCode#HANDLER_FAILED}, or with the code and text of a
	 * {@link MessageException}, and the details of an {@link ApplicationException}
	 */
	void handle(MessageStream stream) throws Exception;

}

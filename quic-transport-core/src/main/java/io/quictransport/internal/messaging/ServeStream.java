package io.quictransport.internal.messaging;

import io.quictransport.MessageException;
import io.quictransport.MessageStreamHandler;
import io.quictransport.internal.text.Log;

/**
 * Serves a stream that a peer has opened.
 *
 * @param stream this node's end of it
 * @param handler the handler that serves it
 * @param inbound is notified when the handler has returned
 */
record ServeStream(PeerStream stream, MessageStreamHandler handler, Inbound inbound) implements Runnable {

	private static final Log logger = Log.of(ServeStream.class);

	@Override
	public void run() {
		try {
			this.handler.handle(this.stream);
		}
		catch (MessageException ex) {
			this.stream.handlerFailed(ex);
		}
		catch (Throwable ex) {
			this.stream.handlerFailed(ex);
			long count = this.inbound.failuresToLog();
			if (count > 0) {
				logger.warn("event=handler_failed peer={} count={} stream=\"{}\" reason=\"{}\"", this.stream.peer(),
						count, this.stream.path(), ex, ex);
			}
		}
		finally {
			this.inbound.streamHandlerEnded();
		}
	}

}

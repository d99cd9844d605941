package io.quictransport.internal.messaging;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessageStreamHandler;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.text.Log;

/**
 * Serves a stream that a peer has opened.
 *
 * @param stream this node's end of it
 * @param handler the handler that serves it
 * @param counters counts a handler that fails
 * @param inbound is notified when the handler has returned
 */
record ServeStream(PeerStream stream, MessageStreamHandler handler, TransportCounters counters,
		Inbound inbound) implements Runnable {

	private static final Log logger = Log.of(ServeStream.class);

	@Override
	public void run() {
		try {
			this.handler.handle(this.stream);
		}
		catch (MessageException ex) {
			this.counters.error(ex.code());
			this.stream.reset(ex);
		}
		catch (Throwable ex) {
			this.counters.error(ErrorCode.HANDLER_FAILED);
			this.stream.reset(ErrorCode.HANDLER_FAILED, "the handler threw " + ex.getClass().getSimpleName());
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

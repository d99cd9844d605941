package io.quictransport.testing.memory;

import java.util.concurrent.Executor;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageStreamHandler;
import io.quictransport.testing.memory.Handlers.Registered;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the streams that one peer opens. Confined to the event loop.
 */
final class InboundStreams {

	private static final Logger logger = LoggerFactory.getLogger(InboundStreams.class);

	private final Node node;

	private final Peer peer;

	private final Inbound inbound;

	private int open;

	InboundStreams(Node node, Peer peer, Inbound inbound) {
		this.node = node;
		this.peer = peer;
		this.inbound = inbound;
	}

	void open(StreamCall call) {
		Registered<MessageStreamHandler> route = this.node.handlers().ofStream(call.opening().path());
		if (this.peer.refusesWork()) {
			this.inbound.refuse(call, ErrorCode.DRAINING, "the peer is about to stop");
		}
		else if (route == null) {
			this.inbound.refuse(call, ErrorCode.NO_SUCH_PATH, "there is no stream handler for this path");
		}
		else if (this.open >= this.node.options().limits().maxMessageStreams()) {
			this.inbound.refuse(call, ErrorCode.OVERLOADED, "no more streams are served");
		}
		else {
			serve(call, route);
		}
	}

	private void serve(StreamCall call, Registered<MessageStreamHandler> route) {
		Executor where = (route.dispatch() == Dispatch.EVENT_LOOP) ? this.node.loop()::execute : this.node.executor();
		Serial serial = new Serial(this.node.loop(), where);
		this.open++;
		this.node.figures().handlers.incrementAndGet();
		InMemoryStream stream = new InMemoryStream(this.peer, call.opening(), call.streamDeadline(), serial, () -> {
			this.open--;
			this.node.figures().handlers.decrementAndGet();
		});
		call.admittedThere(stream);
		this.peer.transmit((opener) -> opener.outbound().opened(call, stream));
		if (!new Serial(this.node.loop(), where).offer(() -> handle(route.handler(), stream))) {
			stream.fail(ErrorCode.OVERLOADED, "the handler executor takes no more", true);
			this.inbound.refuse(call, ErrorCode.OVERLOADED, "the handler executor takes no more");
		}
	}

	private void handle(MessageStreamHandler handler, InMemoryStream stream) {
		try {
			handler.handle(stream);
		}
		catch (Throwable ex) {
			Told failure = Told.of(ex);
			logger.debug("event=handler_failed peer={} stream=\"{}\"", stream.peer(), stream.path(), ex);
			stream.handlerFailed(failure);
		}
	}

}

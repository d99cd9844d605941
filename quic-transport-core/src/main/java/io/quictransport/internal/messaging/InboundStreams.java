package io.quictransport.internal.messaging;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageStreamHandler;
import io.quictransport.Outcome;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.messaging.HandlerRegistry.Registered;
import io.quictransport.internal.wire.StreamFrames;

/**
 * Serves the streams that one peer opens here: finds their handlers and enforces the
 * limit on their number. Confined to the event loop.
 */
final class InboundStreams {

	private final Messaging context;

	private final Inbound inbound;

	private final LoopQuota served;

	InboundStreams(Messaging context, Inbound inbound) {
		this.context = context;
		this.inbound = inbound;
		this.served = new LoopQuota(context.limits.maxMessageStreams());
	}

	/** Serves a stream that the peer opens, or refuses it. */
	void open(RequestedStream requested, StreamFrames.Open opening) {
		Registered<MessageStreamHandler> route = this.context.handlers.streamRoute(opening.path());
		if (requested.refusesWork()) {
			requested.refuse(ErrorCode.DRAINING, "the peer is about to stop");
		}
		else if (route == null) {
			requested.refuse(ErrorCode.NO_SUCH_PATH, "there is no stream handler for this path");
		}
		else if (this.inbound.streamHandlers() >= this.context.limits.maxMessageStreams()) {
			// Their streams may be closed, with the connection.
			refuse(requested, this.inbound.streamHandlers()
					+ " handlers of this peer's streams are running: no more streams are served");
		}
		else if (!this.served.take()) {
			refuse(requested, this.served + " streams with this peer: no more streams are served");
		}
		else {
			serve(requested, opening, route);
		}
	}

	private void serve(RequestedStream requested, StreamFrames.Open opening, Registered<MessageStreamHandler> route) {
		boolean onLoop = route.dispatch() == Dispatch.EVENT_LOOP;
		PeerStream stream = admit(requested, opening, onLoop ? this.context.loop : this.context.executor);
		ServeStream task = new ServeStream(stream, route.handler(), this.inbound);
		if (!onLoop && !offer(task)) {
			this.served.giveBack();
			stream.fail(stream.failure(ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, "the handler executor is full"),
					true);
			refuse(requested, "the handler executor takes no more");
			return;
		}
		this.context.handling.begin();
		requested.confirm(stream, opening);
		if (onLoop) {
			this.inbound.streamHandlerBegins();
			task.run();
		}
	}

	/** Makes this node's end; the place is given back if that fails. */
	private PeerStream admit(RequestedStream requested, StreamFrames.Open opening, TaskRunner executor) {
		try {
			return requested.admit(opening, executor);
		}
		catch (Throwable ex) {
			this.served.giveBack();
			throw ex;
		}
	}

	private void refuse(RequestedStream requested, String why) {
		this.inbound.noteRefusal(why);
		requested.refuse(ErrorCode.OVERLOADED, why);
	}

	/** Has a handler run on the executor; false if that takes no more. */
	private boolean offer(ServeStream task) {
		this.inbound.streamHandlerBegins();
		boolean taken = this.context.executor.offer(task);
		if (!taken) {
			this.inbound.streamHandlerEnded();
		}
		return taken;
	}

	/** A stream is at its end, as far as this node is concerned. */
	void ended() {
		this.served.giveBack();
		this.context.handling.end();
	}

}

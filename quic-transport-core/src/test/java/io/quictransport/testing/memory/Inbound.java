package io.quictransport.testing.memory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageContext;
import io.quictransport.MessageException;
import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.quic.TransportLimits;
import io.quictransport.testing.memory.Handlers.Registered;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what one peer requests of this node: its messages are admitted on the event loop
 * and handled where their handlers run.
 */
final class Inbound implements MessageContext {

	private static final Logger logger = LoggerFactory.getLogger(Inbound.class);

	private final Node node;

	private final Peer peer;

	private final TransportLimits limits;

	private final Set<IncomingRequest> requests = new LinkedHashSet<>();

	private final Work work;

	private final InboundStreams streams;

	Inbound(Node node, Peer peer) {
		this.node = node;
		this.peer = peer;
		this.limits = node.options().limits();
		this.work = node.workOf(peer.id());
		this.streams = new InboundStreams(node, peer, this);
	}

	@Override
	public PeerId peer() {
		return this.peer.id();
	}

	/** Nobody waits any more for what is being handled. */
	void reset() {
		List.copyOf(this.requests).forEach(IncomingRequest::cancel);
		this.requests.clear();
	}

	InboundStreams streams() {
		return this.streams;
	}

	void request(Call<?> call) {
		Registered<RequestHandler> route = this.node.handlers().ofRequest(call.message().path());
		NetworkMessage message = received(call, route);
		if (message == null) {
			return;
		}
		if (this.peer.refusesWork()) {
			refuse(call, ErrorCode.DRAINING, "the peer is about to stop");
		}
		else if (route == null) {
			refuse(call, ErrorCode.NO_SUCH_PATH, "there is no request handler for this path");
		}
		else if (this.work.requests() >= this.limits.maxHandlers()) {
			refuse(call, ErrorCode.OVERLOADED, this.work.requests() + " requests of this peer are being handled");
		}
		else {
			admit(new IncomingRequest(this, call), route, message);
		}
	}

	private void admit(IncomingRequest request, Registered<RequestHandler> route, NetworkMessage message) {
		request.call().incoming = request;
		this.requests.add(request);
		this.work.requestBegins();
		this.node.figures().handlers.incrementAndGet();
		this.node.loop().after(request.remaining().toNanos(), request::cancel);
		if (route.dispatch() == Dispatch.EVENT_LOOP) {
			request.handle(route.handler(), message);
			return;
		}
		this.node.loop().begin(1);
		try {
			this.node.executor().execute(() -> {
				request.handle(route.handler(), message);
				this.node.loop().end(1);
			});
		}
		catch (RejectedExecutionException ex) {
			this.node.loop().end(1);
			ended(request);
			refuse(request.call(), ErrorCode.OVERLOADED, "the handler executor takes no more");
		}
	}

	/** A handler has answered, on whichever thread. */
	void replied(IncomingRequest request, Map<String, String> headers, byte[] payload) {
		this.node.loop().execute(() -> {
			ended(request);
			this.peer.countSent(payload.length);
			this.peer.transmit((caller) -> caller.outbound().replied(request.call(), headers, payload));
		});
	}

	/** A handler has failed, on whichever thread. */
	void failed(IncomingRequest request, Throwable cause) {
		Told failure = Told.of(cause);
		Outcome outcome = (cause instanceof MessageException told && isOwn(told)) ? told.outcome() : Outcome.UNKNOWN;
		logger.debug("event=handler_failed peer={} request=\"{}\"", peer(), request.call().message(), cause);
		this.node.loop().execute(() -> {
			ended(request);
			this.node.figures().error(failure.code());
			this.peer.transmit((caller) -> caller.outbound().fail(request.call(), failure, outcome));
		});
	}

	/** Whether a handler says of itself that it has done nothing. */
	private boolean isOwn(MessageException told) {
		PeerId failed = told.context().peer();
		return told.outcome() == Outcome.NOT_ACCEPTED && (failed == null || failed.equals(this.node.id()));
	}

	private void ended(IncomingRequest request) {
		this.requests.remove(request);
		this.work.requestEnds();
		this.node.figures().handlers.decrementAndGet();
	}

	void event(Call<?> call) {
		Registered<MessageHandler> route = this.node.handlers().ofMessage(call.message().path());
		NetworkMessage message = received(call, route);
		if (message == null) {
			return;
		}
		int size = message.content().length();
		if (this.peer.refusesWork()) {
			refuse(call, ErrorCode.DRAINING, "the peer is about to stop");
		}
		else if (route == null) {
			refuse(call, ErrorCode.NO_SUCH_PATH, "there is no message handler for this path");
		}
		else if (!this.work.hasRoomFor(size)) {
			refuse(call, ErrorCode.OVERLOADED, this.work.waiting() + " messages of this peer wait for their handlers");
		}
		else if (queue(route, message)) {
			this.peer.transmit((caller) -> caller.outbound().admitted(call));
		}
		else {
			refuse(call, ErrorCode.OVERLOADED, "the handler executor takes no more");
		}
	}

	private boolean queue(Registered<MessageHandler> route, NetworkMessage message) {
		this.work.queued(message.content().length());
		this.node.figures().handlers.incrementAndGet();
		if (route.dispatch() == Dispatch.EVENT_LOOP) {
			deliver(route.handler(), message);
			return true;
		}
		boolean taken = this.work.inbox(message.path()).offer(() -> deliver(route.handler(), message));
		if (!taken) {
			handled(message);
		}
		return taken;
	}

	private void deliver(MessageHandler handler, NetworkMessage message) {
		try {
			deliverTo(handler, message, this, () -> this.node.figures().error(ErrorCode.HANDLER_FAILED));
		}
		finally {
			handled(message);
		}
	}

	/** Runs one handler, which fails alone. */
	static void deliverTo(MessageHandler handler, NetworkMessage message, MessageContext context, Runnable failed) {
		try {
			handler.handle(message, context);
		}
		catch (Throwable ex) {
			failed.run();
			logger.warn("event=handler_failed peer={} one_way=\"{}\"", context.peer(), message, ex);
		}
	}

	private void handled(NetworkMessage message) {
		HeldPayload.end(message.content());
		this.work.handled(message.content().length());
		this.node.figures().handlers.decrementAndGet();
	}

	/**
	 * The message as its handler wants it; null if its payload cannot be read, or is its
	 * caller's again.
	 */
	private @Nullable NetworkMessage received(Call<?> call, @Nullable Registered<?> route) {
		NetworkMessage message;
		try {
			message = Messages.delivered(call.message(), this.peer.id(), route != null && route.views());
		}
		catch (RuntimeException ex) {
			this.peer.transmit((caller) -> caller.outbound()
				.fail(call, ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT,
						"its payload cannot be read: " + ex.getMessage()));
			return null;
		}
		if (call.isDone()) {
			return null;
		}
		this.peer.countReceived(message.content().length());
		return message;
	}

	void refuse(Call<?> call, ErrorCode code, String why) {
		this.node.figures().error(code);
		this.peer.transmit((caller) -> caller.outbound().fail(call, code, Outcome.NOT_ACCEPTED, why));
	}

	void runGuarded(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			logger.warn("event=cancel_action_failed peer={}", peer(), ex);
		}
	}

}

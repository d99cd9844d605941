package io.quictransport.quic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageContext;
import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.quic.HandlerRegistry.Route;
import io.quictransport.wire.Failure;
import io.quictransport.wire.MalformedFrameException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that one peer wants of this node: finds the handlers of its messages and keeps it
 * within its limits. Confined to the event loop, but for what handlers' threads call.
 */
final class Inbound implements MessageContext {

	private static final Logger logger = LoggerFactory.getLogger(Inbound.class);

	private final TransportContext context;

	private final PeerId peer;

	private final Traffic traffic;

	private final Quota requests;

	private final Quota messages;

	private final LongObjectMap<InboundRequest> running = new LongObjectHashMap<>();

	private final Map<String, Inbox> inboxes = new HashMap<>();

	private final DeadlineSweep deadlines;

	Inbound(TransportContext context, PeerId peer, Traffic traffic) {
		this.context = context;
		this.peer = peer;
		this.traffic = traffic;
		this.requests = new Quota(context.limits.maxHandlers(), Long.MAX_VALUE);
		this.messages = new Quota(context.limits.maxQueuedMessages(), context.limits.maxQueuedBytes());
		this.deadlines = new DeadlineSweep(context.loop, this::sweep);
	}

	@Override
	public PeerId peer() {
		return this.peer;
	}

	/** Hands a request to its handler, or answers why not. */
	void request(Connection connection, @Nullable InboundLane lane, long id, long timeoutMillis,
			NetworkMessage message) {
		this.traffic.received(message.payload().length);
		this.context.counters.traffic.received(message.payload().length);
		Route<RequestHandler> route = this.context.handlers.requestRoute(message.path());
		if (route == null) {
			refuse(connection, lane, id, ErrorCode.NO_SUCH_PATH, "there is no request handler for this path");
			return;
		}
		if (this.running.containsKey(id)) {
			throw new MalformedFrameException("request id " + id + " is in use");
		}
		if (!this.requests.take(0)) {
			refuse(connection, lane, id, ErrorCode.OVERLOADED,
					this.requests + " of this peer are being handled already");
			return;
		}
		InboundRequest request = new InboundRequest(this, connection, lane, id, timeoutMillis, message,
				route.handler());
		this.running.put(id, request);
		this.context.counters.handlers.increment();
		this.deadlines.expect(request.deadline());
		if (route.dispatch() == Dispatch.EVENT_LOOP) {
			request.run();
			return;
		}
		try {
			this.context.executor.execute(request);
		}
		catch (RejectedExecutionException ex) {
			ended(request);
			refuse(connection, lane, id, ErrorCode.OVERLOADED, "the handler executor takes no more");
		}
	}

	private void refuse(Connection connection, @Nullable InboundLane lane, long id, ErrorCode code, String why) {
		this.context.counters.error(code);
		connection.replyError(lane, new Failure(id, code, Outcome.NOT_ACCEPTED, 0, why));
	}

	/** A handler has answered. */
	void reply(InboundRequest request, Map<String, String> headers, byte[] payload) {
		ended(request);
		this.traffic.sent(payload.length);
		this.context.counters.traffic.sent(payload.length);
		request.connection().reply(request.lane(), request.id(), headers, payload);
	}

	/** A handler has failed. */
	void fail(InboundRequest request, Failure failure, Throwable cause) {
		ended(request);
		this.context.counters.error(failure.code());
		if (failure.code() == ErrorCode.HANDLER_FAILED) {
			logger.warn("event=handler_failed peer={} request=\"{}\"", this.peer, request, cause);
		}
		request.connection().replyError(request.lane(), failure);
	}

	private void ended(InboundRequest request) {
		this.running.remove(request.id());
		this.requests.giveBack(0);
		this.context.counters.handlers.decrement();
	}

	/** The caller of a request waits no longer. */
	void cancel(long id) {
		InboundRequest request = this.running.get(id);
		if (request != null) {
			request.cancel();
		}
	}

	/** Nobody can be answered over a connection any more. */
	void connectionLost(Connection connection) {
		for (InboundRequest request : new ArrayList<>(this.running.values())) {
			if (request.connection() == connection) {
				request.cancel();
			}
		}
	}

	/**
	 * Admits a one-way message: queues it for its handler.
	 * @return why it is refused, null if it is admitted
	 */
	@Nullable Failure event(long sequence, NetworkMessage message) {
		int size = message.payload().length;
		Route<MessageHandler> route = this.context.handlers.messageRoute(message.path());
		if (route == null) {
			return refused(sequence, ErrorCode.NO_SUCH_PATH, "there is no message handler for this path");
		}
		if (!this.messages.take(size)) {
			return refused(sequence, ErrorCode.OVERLOADED, this.messages + " of this peer wait for their handlers");
		}
		this.traffic.received(size);
		this.context.counters.traffic.received(size);
		this.context.counters.handlers.increment();
		if (route.dispatch() == Dispatch.EVENT_LOOP) {
			deliver(route.handler(), message);
			return null;
		}
		try {
			this.inboxes.computeIfAbsent(message.path(), (path) -> new Inbox(this)).add(route.handler(), message);
			return null;
		}
		catch (RejectedExecutionException ex) {
			handled(size);
			return refused(sequence, ErrorCode.OVERLOADED, "the handler executor takes no more");
		}
	}

	private Failure refused(long sequence, ErrorCode code, String why) {
		this.context.counters.error(code);
		return new Failure(sequence, code, Outcome.NOT_ACCEPTED, 0, why);
	}

	/** Runs a message's handler, on whichever thread it belongs. */
	void deliver(MessageHandler handler, NetworkMessage message) {
		try {
			handler.handle(message, this);
		}
		catch (Throwable ex) {
			this.context.counters.error(ErrorCode.HANDLER_FAILED);
			logger.warn("event=handler_failed peer={} message=\"{}\"", this.peer, message, ex);
		}
		finally {
			handled(message.payload().length);
		}
	}

	private void handled(int size) {
		this.messages.giveBack(size);
		this.context.counters.handlers.decrement();
	}

	void execute(Runnable task) {
		this.context.executor.execute(task);
	}

	void runGuarded(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			logger.warn("event=cancel_action_failed peer={}", this.peer, ex);
		}
	}

	private long sweep(long now) {
		long next = Long.MAX_VALUE;
		List<InboundRequest> due = new ArrayList<>();
		for (InboundRequest request : this.running.values()) {
			long left = request.deadline() - now;
			if (left <= 0) {
				due.add(request);
			}
			else {
				next = Math.min(next, left);
			}
		}
		due.forEach(InboundRequest::cancel);
		return next;
	}

}

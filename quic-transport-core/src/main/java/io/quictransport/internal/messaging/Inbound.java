package io.quictransport.internal.messaging;

import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageContext;
import io.quictransport.MessageException;
import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.internal.loop.Traffic;
import io.quictransport.internal.messaging.HandlerRegistry.Route;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.Failure;
import io.quictransport.internal.wire.Settled;
import org.jspecify.annotations.Nullable;

/**
 * Serves all that one peer wants of this node: finds the handlers of its messages and
 * keeps it within its limits; {@link InboundStreams} does so for the streams that it
 * opens. Confined to the event loop, but for what handlers' threads call.
 */
final class Inbound implements MessageContext {

	private static final Log logger = Log.of(Inbound.class);

	/**
	 * The peer settles what has ended in batches; so many of them may be on their way.
	 */
	private static final int UNSETTLED = 8;

	/** The peer's timers may be late. */
	private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** What is longer could not be added to a time. */
	private static final long MOST_NANOS = TimeUnit.DAYS.toNanos(36_500);

	private final Messaging context;

	private final PeerId peer;

	private final Traffic traffic;

	private final LoopQuota requests;

	private final Quota messages;

	private final Map<String, Inbox> inboxes = new HashMap<>();

	private final Pace pace = new Pace();

	private final DeadlineSweep deadlines;

	private RequestMemory memory;

	/** Until then the peer may send a one-way message again. */
	private long lastDeadline;

	/** What the peer has shown last. */
	private volatile @Nullable X509Certificate certificate;

	Inbound(Messaging context, PeerId peer, Traffic traffic) {
		this.context = context;
		this.peer = peer;
		this.traffic = traffic;
		this.requests = new LoopQuota(context.limits.maxHandlers());
		this.messages = new Quota(context.limits.maxQueuedMessages(), context.limits.maxQueuedBytes());
		this.deadlines = new DeadlineSweep(context.loop, context.clock, this::sweep);
		this.memory = newMemory(context.limits);
		this.lastDeadline = context.now();
	}

	private static RequestMemory newMemory(MessagingLimits limits) {
		return new RequestMemory(2 * limits.maxInFlight() + UNSETTLED * Settlement.MESSAGES, mostAnswered(limits));
	}

	/** The bytes of answers that a peer that keeps to the limits has not settled. */
	static long mostAnswered(MessagingLimits limits) {
		return limits.maxQueuedBytes() + UNSETTLED * (long) Settlement.BYTES;
	}

	long now() {
		return this.context.now();
	}

	@Override
	public PeerId peer() {
		return this.peer;
	}

	/** The peer has proven who it is, on a connection that is taken into use. */
	void identified(X509Certificate shown) {
		this.certificate = shown;
	}

	@Nullable X509Certificate certificate() {
		return this.certificate;
	}

	/**
	 * Another incarnation of the peer is there: the ids of the old one mean nothing now.
	 */
	void reset() {
		this.memory.all().forEach(InboundRequest::settle);
		this.memory = newMemory(this.context.limits);
		this.inboxes.values().forEach(Inbox::reset);
		this.lastDeadline = now();
	}

	/**
	 * For how long the peer may still send something again that has been here already, in
	 * nanoseconds from now.
	 */
	long unsettledNanos() {
		long now = now();
		boolean settled = this.inboxes.values()
			.stream()
			.allMatch((inbox) -> inbox.memory().isBelow(this.memory.lowest()));
		long left = settled ? 0 : this.lastDeadline - now;
		for (InboundRequest request : this.memory.all()) {
			left = Math.max(left, request.deadline() - now);
		}
		return (left > 0) ? Math.min(left, MOST_NANOS) + LATE_NANOS : 0;
	}

	/** How many admitted messages have not been handled; on any thread. */
	int unhandled() {
		return this.messages.messages();
	}

	/** Whether requests of the peer are being handled. */
	boolean isAnswering() {
		return this.requests.taken() > 0;
	}

	/** The peer is forgotten. */
	void close() {
		if (unhandled() > 0) {
			this.context.outlives(this.peer, this::unhandled);
		}
		reset();
		this.deadlines.stop();
	}

	/** The peer has resolved these messages. */
	void settled(Settled settled) {
		this.memory.settle(settled);
		this.inboxes.values().forEach((inbox) -> inbox.memory().forget(settled));
		this.inboxes.values().removeIf((inbox) -> inbox.isIdle() && inbox.memory().isBelow(settled.lowest()));
	}

	/**
	 * Hands a request to its handler, joins it to its first coming, or answers why not.
	 */
	void request(ReplyPath back, long id, long begun, long timeoutMillis, NetworkMessage message) {
		this.traffic.received(message.payload().length);
		if (this.memory.isSettled(id)) {
			return;
		}
		InboundRequest known = this.memory.find(id);
		if (known != null) {
			known.rejoin(back);
			return;
		}
		Route<RequestHandler> route = this.context.handlers.requestRoute(message.path());
		if (route == null) {
			refuse(back, id, ErrorCode.NO_SUCH_PATH, "there is no request handler for this path");
			return;
		}
		if (this.memory.isFull()) {
			refuse(back, id, ErrorCode.OVERLOADED,
					this.memory.size() + " requests of this peer are remembered already");
			return;
		}
		if (back.isFull()) {
			refuse(back, id, ErrorCode.OVERLOADED, "answers of this peer wait for it to read them");
			return;
		}
		if (!this.requests.take()) {
			refuse(back, id, ErrorCode.OVERLOADED, this.requests + " requests of this peer are being handled already");
			return;
		}
		run(new InboundRequest(this, back, id, begun, timeoutMillis, message, route.handler()), route.dispatch(),
				() -> refuse(back, id, ErrorCode.OVERLOADED, "the handler executor takes no more"));
	}

	private void run(InboundRequest request, Dispatch dispatch, Runnable rejected) {
		this.memory.add(request);
		this.context.handling.begin();
		this.deadlines.expect(request.deadline());
		if (dispatch == Dispatch.EVENT_LOOP) {
			request.handle();
			return;
		}
		if (!this.context.requests.add(request)) {
			this.memory.forget(request);
			handlerEnded();
			rejected.run();
		}
	}

	private void refuse(ReplyPath back, long id, ErrorCode code, String why) {
		this.context.counters.error(code);
		back.error(new Failure(id, code, Outcome.NOT_ACCEPTED, retryAfter(code), why));
	}

	/** Records how long a handler took. */
	void handlerTook(long nanos) {
		this.pace.took(nanos);
	}

	/** A handler has answered. */
	void replied(InboundRequest request, Answer reply) {
		handlerEnded();
		this.traffic.sent(reply.size());
		if (!request.isSettled()) {
			this.memory.replied(reply.size());
		}
		request.answered(reply);
	}

	/**
	 * A handler may say that it has done nothing. What a call of its own to another node
	 * has failed with says so of that node only.
	 */
	Outcome outcome(MessageException told) {
		PeerId failed = told.context().peer();
		boolean own = failed == null || failed.equals(this.context.self);
		return (own && told.outcome() == Outcome.NOT_ACCEPTED) ? Outcome.NOT_ACCEPTED : Outcome.UNKNOWN;
	}

	/** A handler has failed. */
	void failed(InboundRequest request, Answer refusal, Throwable cause) {
		handlerEnded();
		ErrorCode code = (cause instanceof MessageException told) ? told.code() : ErrorCode.HANDLER_FAILED;
		this.context.counters.error(code);
		request.answered(refusal);
		if (request.isCancelled()) {
			// To fail is how most handlers give up.
			logger.debug("event=handler_cancelled peer={} request=\"{}\" cause=\"{}\"", this.peer, request,
					cause.toString());
		}
		else if (code == ErrorCode.HANDLER_FAILED) {
			logger.warn("event=handler_failed peer={} request=\"{}\"", this.peer, request, cause);
		}
	}

	private void handlerEnded() {
		this.requests.giveBack();
		this.context.handling.end();
	}

	/** The caller of a request waits no longer. */
	void cancel(long id) {
		InboundRequest request = this.memory.find(id);
		if (request != null) {
			request.cancel();
		}
	}

	/**
	 * Admits a one-way message: queues it for its handler.
	 * @return why it is refused, null if it is admitted, now or before
	 */
	@Nullable Failure event(long sequence, long id, long begun, long timeoutMillis, NetworkMessage message) {
		long deadline = begun + Math.min(TimeUnit.MILLISECONDS.toNanos(timeoutMillis), MOST_NANOS);
		if (deadline - this.lastDeadline > 0) {
			this.lastDeadline = deadline;
		}
		int size = message.payload().length;
		Route<MessageHandler> route = this.context.handlers.messageRoute(message.path());
		if (route == null) {
			return refused(sequence, ErrorCode.NO_SUCH_PATH, "there is no message handler for this path");
		}
		Inbox inbox = this.inboxes.computeIfAbsent(message.path(), (path) -> new Inbox(this));
		PathMemory known = inbox.memory();
		if (this.memory.isSettled(id) || known.wasAdmitted(id)) {
			return null;
		}
		boolean onLoop = route.dispatch() == Dispatch.EVENT_LOOP;
		if (known.wasRefused(id) || !(onLoop || this.messages.take(size))) {
			known.refused(id);
			return refused(sequence, ErrorCode.OVERLOADED, this.messages + " of this peer wait for their handlers");
		}
		if (!onLoop && !queue(inbox, route.handler(), message)) {
			known.refused(id);
			return refused(sequence, ErrorCode.OVERLOADED, "the handler executor takes no more");
		}
		known.admitted(id);
		this.traffic.received(size);
		if (onLoop) {
			handle(route.handler(), message);
		}
		return null;
	}

	private boolean queue(Inbox inbox, MessageHandler handler, NetworkMessage message) {
		this.context.handling.begin();
		boolean queued = inbox.add(handler, message);
		if (!queued) {
			handled(message.payload().length);
		}
		return queued;
	}

	private Failure refused(long sequence, ErrorCode code, String why) {
		this.context.counters.error(code);
		return new Failure(sequence, code, Outcome.NOT_ACCEPTED, retryAfter(code), why);
	}

	private long retryAfter(ErrorCode code) {
		return (code == ErrorCode.OVERLOADED) ? this.pace.retryAfterMillis() : 0;
	}

	/** Runs the handler of a message that has waited for it. */
	void deliver(MessageHandler handler, NetworkMessage message) {
		long begun = now();
		try {
			handle(handler, message);
		}
		finally {
			this.pace.took(now() - begun);
			handled(message.payload().length);
		}
	}

	private void handle(MessageHandler handler, NetworkMessage message) {
		try {
			handler.handle(message, this);
		}
		catch (Throwable ex) {
			this.context.counters.error(ErrorCode.HANDLER_FAILED);
			logger.warn("event=handler_failed peer={} message=\"{}\"", this.peer, message, ex);
		}
	}

	private void handled(int size) {
		this.messages.giveBack(size);
		this.context.handling.endElsewhere();
	}

	boolean offer(Runnable task) {
		return this.context.executor.offer(task);
	}

	/**
	 * Runs what follows a handler's end on the event loop, at once if this is it.
	 * @param result what follows
	 * @param held whether the calling thread has the next answer soon, and tells of both
	 */
	void onLoop(Runnable result, boolean held) {
		if (this.context.loop.inEventLoop()) {
			HandlerResults.runGuarded(result);
			return;
		}
		this.context.results.add(result);
		if (!held) {
			this.context.results.tell();
		}
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
		for (InboundRequest request : this.memory.all()) {
			long left = request.deadline() - now;
			if (left <= 0) {
				request.cancel();
			}
			else {
				next = Math.min(next, left);
			}
		}
		return next;
	}

}

package io.quictransport.internal.messaging;

import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessageHandler;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.RunningHandlers;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import io.quictransport.internal.messaging.HandlerRegistry.Registered;
import io.quictransport.internal.messaging.InboundRequest.Answer;
import io.quictransport.internal.messaging.Inbox.Delivery;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.MessageFrames.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Serves everything that one peer requests of this node: finds the handlers of its
 * messages and enforces its limits; {@link InboundStreams} does so for the streams that
 * it opens. Confined to the event loop, except for the methods that handlers' threads
 * call.
 */
final class Inbound {

	private static final Log logger = Log.of(Inbound.class);

	/** The number of batches of settled messages that may be in flight. */
	private static final int UNSETTLED = 8;

	/** The tolerance for late timers of the peer. */
	private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** A longer timeout would overflow when added to a time. */
	private static final long MOST_NANOS = TimeUnit.DAYS.toNanos(36_500);

	private static final String STOPS = "the peer is about to stop";

	private final Messaging context;

	private final PeerId peer;

	private final Traffic traffic;

	private final LoopQuota requests;

	private final Quota messages;

	/** Bounds the memory of views, which is not on the heap. */
	private final Quota viewed;

	private final PathInboxes inboxes = new PathInboxes(() -> new Inbox(this));

	private final Pace pace = new Pace();

	private final RunningRequests running;

	private MessageLedger ledger;

	/** The number of times that the ids of the peer have become void. */
	private int resets;

	/** The time until which the peer may send a message again. */
	private long lastDeadline;

	/** The number of stream handlers that have not returned. */
	private final AtomicInteger streamHandlers = new AtomicInteger();

	/** Run once when nothing of the peer is being handled or waits to be. */
	private volatile @Nullable Runnable whenIdle;

	/** The last certificate that the peer has shown. */
	private volatile @Nullable X509Certificate certificate;

	Inbound(Messaging context, PeerId peer, Traffic traffic) {
		this.context = context;
		this.peer = peer;
		this.traffic = traffic;
		this.requests = new LoopQuota(context.limits.maxHandlers());
		this.messages = new Quota(context.limits.maxQueuedMessages(), context.limits.maxQueuedBytes());
		this.viewed = new Quota(Quota.UNCOUNTED, context.limits.maxQueuedBytes());
		this.running = new RunningRequests(context.loop, context.clock);
		this.ledger = newLedger(context.limits);
		this.lastDeadline = context.now();
	}

	private static MessageLedger newLedger(Messaging.Limits limits) {
		return new MessageLedger(2 * limits.maxInFlight() + UNSETTLED * Settlement.MESSAGES, mostAnswered(limits));
	}

	/** The most bytes of unsettled answers for a peer that keeps to the limits. */
	static long mostAnswered(Messaging.Limits limits) {
		return limits.maxQueuedBytes() + UNSETTLED * (long) Settlement.BYTES;
	}

	long now() {
		return this.context.now();
	}

	/** The peer has proven its identity, on a connection that is taken into use. */
	void identified(X509Certificate shown) {
		this.certificate = shown;
	}

	@Nullable X509Certificate certificate() {
		return this.certificate;
	}

	/**
	 * Another incarnation of the peer is connected: the ids of the old one are void. Its
	 * admitted messages are still handled, in their order and within the limits.
	 */
	void reset() {
		this.ledger.requests().forEach(InboundRequest::settle);
		this.ledger = newLedger(this.context.limits);
		this.lastDeadline = now();
		this.resets++;
	}

	/** Changes whenever the ids that were assigned until then become void. */
	int resets() {
		return this.resets;
	}

	/**
	 * How long the peer may still resend messages that have already arrived, in
	 * nanoseconds from now.
	 */
	long unsettledNanos() {
		long left = this.ledger.isEmpty() ? 0 : this.lastDeadline - now();
		return (left > 0) ? Math.min(left, MOST_NANOS) + LATE_NANOS : 0;
	}

	/**
	 * Runs an action, once, as soon as nothing of the peer is being handled or waits to
	 * be.
	 */
	void onIdle(Runnable action) {
		this.whenIdle = action;
		lookIdle();
	}

	private boolean isIdle() {
		return this.messages.messages() == 0 && this.requests.taken() == 0 && this.streamHandlers.get() == 0;
	}

	/** The handler of a stream is about to run. */
	void streamHandlerBegins() {
		this.streamHandlers.incrementAndGet();
	}

	/** The handler of a stream has returned; on any thread. */
	void streamHandlerEnded() {
		if (this.streamHandlers.decrementAndGet() == 0) {
			lookIdleLater();
		}
	}

	/** The number of stream handlers that are running. */
	int streamHandlers() {
		return this.streamHandlers.get();
	}

	private void lookIdle() {
		Runnable action = this.whenIdle;
		if (action != null && isIdle()) {
			this.whenIdle = null;
			action.run();
		}
	}

	/** Some work has ended, perhaps on a thread of the executor. */
	private void lookIdleLater() {
		if (this.whenIdle != null) {
			this.context.loop.execute(this::lookIdle);
		}
	}

	PeerId peer() {
		return this.peer;
	}

	/** The memory that views of the peer's payloads keep from being used again. */
	Quota viewed() {
		return this.viewed;
	}

	/** The number of admitted messages that have not been handled; on any thread. */
	int unhandled() {
		return this.messages.messages();
	}

	/** Counts what runs or waits on behalf of the peer. */
	RunningHandlers handlers() {
		Map<String, Integer> byPath = new HashMap<>();
		for (InboundRequest request : this.ledger.requests()) {
			if (!request.isOver()) {
				byPath.merge(request.path(), 1, Integer::sum);
			}
		}
		this.inboxes.count(byPath);
		return new RunningHandlers(this.requests.taken() + this.messages.messages() + streamHandlers(), byPath);
	}

	/** Whether requests of the peer are being handled. */
	boolean isAnswering() {
		return this.requests.taken() > 0;
	}

	/** The peer is forgotten. */
	void close() {
		this.whenIdle = null;
		if (unhandled() > 0) {
			this.context.outlives(this.peer, this::unhandled);
		}
		reset();
		this.running.stop();
	}

	/** The peer has resolved these messages. */
	void settled(Settled settled) {
		this.ledger.settle(settled);
	}

	/**
	 * Passes a request to its handler, joins it to its first arrival, or answers with the
	 * reason for refusing it.
	 */
	void request(PeerIdentity from, ReplyPath back, long id, long begun, long timeoutMillis, NetworkMessage message) {
		boolean admitted = false;
		try {
			admitted = admit(from, back, id, begun, timeoutMillis, message);
		}
		finally {
			if (!admitted) {
				PayloadView.end(message.content());
			}
		}
	}

	/** Whether a handler is given the message, and with it the life of its payload. */
	private boolean admit(PeerIdentity from, ReplyPath back, long id, long begun, long timeoutMillis,
			NetworkMessage message) {
		this.traffic.received(message.content().length());
		if (repeated(back, id)) {
			return false;
		}
		Registered<RequestHandler> route = this.context.handlers.requestRoute(message.path());
		if (route == null) {
			refuse(back, id, ErrorCode.NO_SUCH_PATH, "there is no request handler for this path");
			return false;
		}
		NetworkMessage given = asWanted(message, route);
		if (!this.ledger.hasRoomForRequest()) {
			refuse(back, id, ErrorCode.OVERLOADED, remembered());
			return false;
		}
		if (back.isFull()) {
			refuse(back, id, ErrorCode.OVERLOADED, "answers of this peer wait for it to read them");
			return false;
		}
		long deadline = deadline(begun, timeoutMillis);
		InboundRequest request = new InboundRequest(this, from, back, id, begun, deadline, given, route.handler());
		if (!this.requests.take()) {
			refuse(back, id, ErrorCode.OVERLOADED, this.requests + " requests of this peer are being handled already");
			return false;
		}
		return run(request, back, route.dispatch()) && given == message;
	}

	/**
	 * Answers a request that arrives when no more work is taken, from the account of
	 * those that were admitted before.
	 */
	void repeatedRequest(ReplyPath back, long id) {
		if (!repeated(back, id)) {
			refuse(back, id, ErrorCode.DRAINING, STOPS);
		}
	}

	/**
	 * Answers a request that is beyond a limit of the connection, from the account of
	 * those that were admitted before.
	 */
	void requestBeyond(ReplyPath back, long id, String why) {
		if (!repeated(back, id)) {
			refuse(back, id, ErrorCode.OVERLOADED, why);
		}
	}

	/**
	 * Whether a request has arrived before; if so, it is joined to its first arrival,
	 * unless the peer no longer waits for it.
	 */
	private boolean repeated(ReplyPath back, long id) {
		InboundRequest known = this.ledger.find(id);
		if (known != null) {
			known.rejoin(back);
			return true;
		}
		return this.ledger.isAccounted(id);
	}

	private String remembered() {
		return this.ledger.size() + " messages of this peer are remembered until it settles them";
	}

	/** Records the time until which a message may be sent again. */
	private long deadline(long begun, long timeoutMillis) {
		long deadline = begun + Math.min(TimeUnit.MILLISECONDS.toNanos(timeoutMillis), MOST_NANOS);
		if (deadline - this.lastDeadline > 0) {
			this.lastDeadline = deadline;
		}
		return deadline;
	}

	private boolean run(InboundRequest request, ReplyPath back, Dispatch dispatch) {
		this.context.handling.begin();
		boolean begun = false;
		try {
			begun = begin(request, dispatch);
		}
		finally {
			if (!begun) {
				this.ledger.forget(request);
				handlerEnded();
			}
		}
		if (!begun) {
			refuse(back, request.id(), ErrorCode.OVERLOADED, "the handler executor takes no more");
			return false;
		}
		if (!request.isOver()) {
			watch(request);
		}
		return true;
	}

	/** Without memory for that, a handler that runs is not cancelled at its deadline. */
	private void watch(InboundRequest request) {
		try {
			this.running.add(request, this.requests.taken());
		}
		catch (OutOfMemoryError ex) {
			logger.debug("event=deadline_not_watched peer={} request={} reason=\"{}\"", this.peer, request.id(), ex);
		}
	}

	/** Hands a request to its handler; false if the executor does not take it. */
	private boolean begin(InboundRequest request, Dispatch dispatch) {
		this.ledger.add(request);
		if (dispatch == Dispatch.EVENT_LOOP) {
			request.handle();
			return true;
		}
		return this.context.requests.add(request);
	}

	private void refuse(ReplyPath back, long id, ErrorCode code, String why) {
		back.error(refusal(id, code, why));
	}

	private Failure refusal(long subject, ErrorCode code, String why) {
		this.context.counters.error(code);
		if (code == ErrorCode.OVERLOADED) {
			noteRefusal(why);
		}
		return new Failure(subject, code, Outcome.NOT_ACCEPTED, retryAfter(code), why);
	}

	/** The peer is refused for what it occupies already: it is named in the log. */
	void noteRefusal(String why) {
		this.context.refusals.refused(this.peer, why, now());
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
			this.ledger.replied(reply.size());
		}
		request.answered(reply);
	}

	/**
	 * A handler may state that it has done nothing. The outcome of its own failed call to
	 * another node concerns that node only.
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
		if (!request.isSettled()) {
			this.ledger.replied(refusal.size());
		}
		request.answered(refusal);
		if (request.isCancelled()) {
			// Failing is how most handlers reject a request.
			logger.debug("event=handler_cancelled peer={} request=\"{}\" reason=\"{}\"", this.peer, request, cause);
		}
		else if (code == ErrorCode.HANDLER_FAILED) {
			long count = failuresToLog();
			if (count > 0) {
				logger.warn("event=handler_failed peer={} count={} request=\"{}\" reason=\"{}\"", this.peer, count,
						request, cause, cause);
			}
		}
	}

	/**
	 * A handler has failed; on any thread.
	 * @return the number of failures that a line logged now stands for, 0 if none is to
	 * be logged
	 */
	long failuresToLog() {
		return this.context.failures.next(this.peer, now());
	}

	private void handlerEnded() {
		this.requests.giveBack();
		this.context.handling.end();
		lookIdleLater();
	}

	/** The caller of a request no longer waits. */
	void cancel(long id) {
		InboundRequest request = this.ledger.find(id);
		if (request != null) {
			request.cancel();
		}
	}

	/**
	 * Admits a one-way message: queues it for its handler.
	 * @return why it is refused, null if it is admitted, now or before
	 */
	@Nullable Failure event(PeerIdentity from, long sequence, long id, long begun, long timeoutMillis, NetworkMessage message) {
		deadline(begun, timeoutMillis);
		boolean queued = false;
		try {
			if (this.ledger.isAccounted(id)) {
				return null;
			}
			Registered<MessageHandler> route = this.context.handlers.messageRoute(message.path());
			if (route == null) {
				return refused(sequence, id, ErrorCode.NO_SUCH_PATH, "there is no message handler for this path");
			}
			if (this.ledger.isRefused(id)) {
				return refused(sequence, id, ErrorCode.OVERLOADED,
						"it was refused before, others may have followed it");
			}
			if (this.ledger.isOvertaken(id, message.path())) {
				return refused(sequence, id, ErrorCode.OVERLOADED, "a later message of its path was handled before");
			}
			if (!this.ledger.hasRoomFor(id)) {
				return refused(sequence, id, ErrorCode.OVERLOADED, remembered());
			}
			boolean onLoop = route.dispatch() == Dispatch.EVENT_LOOP;
			NetworkMessage given = asWanted(message, route);
			if (!onLoop) {
				Delivery delivery = new Delivery(route.handler(), given, from, MessageCost.of(message));
				if (!this.messages.take(delivery.cost())) {
					return refused(sequence, id, ErrorCode.OVERLOADED,
							this.messages + " of this peer wait for their handlers");
				}
				if (!queue(delivery)) {
					return refused(sequence, id, ErrorCode.OVERLOADED, "the handler executor takes no more");
				}
				queued = given == message;
			}
			this.ledger.admit(id, message.path());
			this.traffic.received(message.content().length());
			if (onLoop) {
				handle(route.handler(), given, from);
			}
			return null;
		}
		finally {
			if (!queued) {
				PayloadView.end(message.content());
			}
		}
	}

	/**
	 * The message with its payload as its handler wants it, which may be another one than
	 * when the message was read.
	 */
	private static NetworkMessage asWanted(NetworkMessage message, Registered<?> route) {
		MessagePayload content = message.content();
		MessagePayload wanted = route.views() ? content : PayloadView.outliving(content);
		return (wanted == content) ? message : new NetworkMessage(message.source(), message.destination(),
				message.type(), message.path(), message.headers(), message.correlationId(), wanted);
	}

	/**
	 * Decides whether a one-way message that arrives when no more work is taken was
	 * admitted before.
	 * @return why it is refused, null if it was admitted
	 */
	@Nullable Failure repeatedEvent(long sequence, long id) {
		return this.ledger.isAccounted(id) ? null : refusal(sequence, ErrorCode.DRAINING, STOPS);
	}

	/**
	 * Decides whether a one-way message that is beyond a limit of the connection was
	 * admitted before.
	 * @return why it is refused, null if it was admitted
	 */
	@Nullable Failure eventBeyond(long sequence, long id, String why) {
		return this.ledger.isAccounted(id) ? null : refused(sequence, id, ErrorCode.OVERLOADED, why);
	}

	private boolean queue(Delivery delivery) {
		this.context.handling.begin();
		boolean queued = false;
		try {
			queued = this.inboxes.of(delivery.message().path()).add(delivery);
		}
		finally {
			if (!queued) {
				handled(delivery);
			}
		}
		return queued;
	}

	private Failure refused(long sequence, long id, ErrorCode code, String why) {
		this.ledger.refuse(id);
		return refusal(sequence, code, why);
	}

	private long retryAfter(ErrorCode code) {
		return (code == ErrorCode.OVERLOADED) ? this.pace.retryAfterMillis() : 0;
	}

	/** Runs the handler of a queued message. */
	void deliver(Delivery delivery) {
		try {
			long begun = now();
			handle(delivery.handler(), delivery.message(), delivery.from());
			this.pace.took(now() - begun);
		}
		finally {
			handled(delivery);
		}
	}

	private void handle(MessageHandler handler, NetworkMessage message, PeerIdentity from) {
		if (handler instanceof HandlerGroup group) {
			group.handlers().forEach((each) -> handle(each, message, from));
			return;
		}
		try {
			handler.handle(message, from);
		}
		catch (Throwable ex) {
			this.context.counters.error(ErrorCode.HANDLER_FAILED);
			long count = failuresToLog();
			if (count > 0) {
				logger.warn("event=handler_failed peer={} count={} one_way=\"{}\" reason=\"{}\"", this.peer, count,
						message, ex, ex);
			}
		}
	}

	private void handled(Delivery delivery) {
		PayloadView.end(delivery.message().content());
		int left = this.messages.giveBack(delivery.cost());
		this.context.handling.endElsewhere();
		if (left == 0) {
			lookIdleLater();
		}
	}

	boolean offer(Runnable task) {
		return this.context.executor.offer(task);
	}

	/**
	 * Runs the continuation of a handler on the event loop, immediately if called there.
	 * @param result the continuation
	 * @param held whether the calling thread will soon have the next answer, and wakes
	 * the loop for both
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
			long count = failuresToLog();
			if (count > 0) {
				logger.warn("event=cancel_action_failed peer={} count={} reason=\"{}\"", this.peer, count, ex, ex);
			}
		}
	}

}

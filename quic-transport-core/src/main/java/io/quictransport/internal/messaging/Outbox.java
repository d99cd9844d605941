package io.quictransport.internal.messaging;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.wire.Failure;
import io.quictransport.internal.wire.GoAway;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all that this node wants of one peer: the messages that are sent and unresolved,
 * and those that wait for their turn or for a connection. Submitting reserves its share
 * of the limits on the caller's thread; everything else is confined to the event loop.
 *
 * <p>
 * A message whose connection is lost is sent again under the same id as soon as the same
 * incarnation of the peer is back: the peer handles an id once. Against another
 * incarnation only what never left is sent again.
 */
final class Outbox implements CallResolver {

	private final Messaging context;

	private final PeerLink peer;

	/** The session of the live connection, null if there is none. */
	private final Supplier<@Nullable OutboundSession> live;

	private final Quota quota;

	private final CallTable calls;

	private final Map<String, PathOrder> orders = new HashMap<>();

	private final DeadlineSweep deadlines;

	private final Settlement settlement;

	Outbox(Messaging context, PeerLink peer, Supplier<@Nullable OutboundSession> live) {
		this.context = context;
		this.peer = peer;
		this.live = live;
		this.calls = new CallTable(context.usedMessageId());
		this.quota = new Quota(context.limits.maxInFlight(), context.limits.maxQueuedBytes());
		this.deadlines = new DeadlineSweep(context.loop, context.clock, this::sweep);
		this.settlement = new Settlement(live);
	}

	int inFlight() {
		return this.quota.messages();
	}

	/** Takes a call from its caller's thread, or fails it at once. */
	void enqueue(Call<?> call) {
		if (!this.quota.take(call.payloadLength())) {
			this.context.counters.error(ErrorCode.OVERLOADED);
			call.completeExceptionally(call.failure(ErrorCode.OVERLOADED, Outcome.NOT_SENT,
					this.quota + " are on their way to the peer already"));
			return;
		}
		if (this.context.loop.inEventLoop()) {
			this.context.submissions.add(call);
		}
		else if (!this.context.loop.offer(call)) {
			this.quota.giveBack(call.payloadLength());
			this.context.counters.error(ErrorCode.NOT_RUNNING);
			call.completeExceptionally(
					call.failure(ErrorCode.NOT_RUNNING, Outcome.NOT_SENT, "the transport has stopped"));
		}
	}

	@Override
	public void submit(Call<?> call) {
		if (call.isDone()) {
			this.quota.giveBack(call.payloadLength());
			return;
		}
		if (this.peer.isDisconnecting()) {
			this.quota.giveBack(call.payloadLength());
			this.context.counters.error(ErrorCode.NOT_CONNECTED);
			call.completeExceptionally(
					call.failure(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT, "this node is disconnecting the peer"));
			return;
		}
		this.calls.add(call);
		this.deadlines.expect(call.deadline());
		if (call.isOrdered()) {
			PathOrder order = this.orders.computeIfAbsent(call.message().path(), PathOrder::new);
			call.order(order);
			if (!order.waiting().isEmpty()) {
				order.waiting().add(call);
				advance(order);
			}
			else if (!trySendInOrder(call, order)) {
				order.waiting().add(call);
			}
			dropIfIdle(order);
		}
		else {
			trySend(call);
		}
	}

	/** Sends a request or an opening, unless it must wait for a connection. */
	private void trySend(Call<?> call) {
		NetworkException refused = check(call);
		if (refused != null) {
			fail(call, refused);
		}
		else if (isReady()) {
			live().send(call, null);
		}
	}

	/** Sends what a path's order allows. */
	private void advance(PathOrder order) {
		for (Call<?> next = order.waiting().poll(); next != null; next = order.waiting().poll()) {
			if (!trySendInOrder(next, order)) {
				order.waiting().addFirst(next);
				return;
			}
		}
		dropIfIdle(order);
	}

	private void dropIfIdle(PathOrder order) {
		if (order.isIdle()) {
			this.orders.remove(order.path(), order);
		}
	}

	/**
	 * Sends or fails the message whose turn it is, which is out of the queue; false if it
	 * must wait. Nothing on the way to the lane may submit: it would overtake the
	 * message.
	 */
	private boolean trySendInOrder(Call<?> event, PathOrder order) {
		NetworkException refused = check(event);
		if (refused == null) {
			return isReady() && sendInOrder(event, order);
		}
		// Out of the order already: failing it must not walk the queue again.
		event.order(null);
		fail(event, refused);
		return true;
	}

	/** Whether there is a connection that takes work. */
	private boolean isReady() {
		OutboundSession session = this.live.get();
		return session != null && !session.peerRefusesWork();
	}

	/** Why a call cannot be sent, not even later; null if it can. */
	private @Nullable NetworkException check(Call<?> call) {
		OutboundSession session = this.live.get();
		if (session == null) {
			return (call.mayHaveRun() || this.peer.isExpectedSoon()) ? null
					: call.failure(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT, this.peer.whyNotConnected());
		}
		if (call.mayHaveRunElsewhere(session.incarnation())) {
			return call.failure(ErrorCode.PEER_RESTARTED, Outcome.UNKNOWN, "the peer was restarted meanwhile");
		}
		if (session.peerRefusesWork()) {
			return call.failure(ErrorCode.DRAINING, call.outcomeIfLost(), "the peer is about to stop");
		}
		if (this.quota.messages() > session.maxInFlight()) {
			return call.failure(ErrorCode.OVERLOADED, call.outcomeIfLost(),
					"the peer admits " + session.maxInFlight() + " unresolved messages");
		}
		return checkSize(call, session.limits());
	}

	static @Nullable NetworkException checkSize(Call<?> call, WireLimits limits) {
		if (call.payloadLength() > limits.maxMessageSize()) {
			return call.failure(ErrorCode.MESSAGE_TOO_LARGE, Outcome.NOT_SENT,
					"the payload has " + call.payloadLength() + " bytes, at most " + limits.maxMessageSize()
							+ " are admitted (option maxMessageSize of both ends)");
		}
		int headerSize = WireLimits.sizeOf(call.message().headers());
		if (headerSize > limits.maxHeaderSize()) {
			return call.failure(ErrorCode.HEADERS_TOO_LARGE, Outcome.NOT_SENT,
					"the headers take " + headerSize + " bytes, at most " + limits.maxHeaderSize()
							+ " are admitted (option maxHeaderSize of both ends)");
		}
		return null;
	}

	/** Sends the next message of a path unless it must wait for those before it. */
	private boolean sendInOrder(Call<?> event, PathOrder order) {
		Carrier bound = order.carrier();
		OutboundSession session = live();
		if (bound != null && !session.mayFollow(event, bound)) {
			return false;
		}
		order.sent(session.send(event, bound));
		return true;
	}

	private OutboundSession live() {
		OutboundSession session = this.live.get();
		if (session == null) {
			throw new IllegalStateException("the peer has no connection");
		}
		return session;
	}

	@Override
	public @Nullable RequestCall<?> findRequest(long id) {
		return this.calls.findRequest(id);
	}

	@Override
	public boolean settle(Call<?> call) {
		return remove(call);
	}

	@Override
	public void fail(Call<?> call, Failure failure) {
		fail(call, call.failure(failure));
	}

	void fail(Call<?> call, NetworkException cause) {
		if (remove(call)) {
			this.context.counters.error(cause.code());
			call.completeExceptionally(cause);
		}
	}

	@Override
	public void cancelled(Call<?> call) {
		this.context.loop.execute(() -> {
			Carrier carrier = call.carrier();
			if (remove(call) && carrier != null) {
				carrier.cancel(call);
			}
		});
	}

	/**
	 * Takes back the messages that a connection carried, to be sent again.
	 * @param connection the connection, which is not used for new calls any more
	 * @param cause why it ended
	 * @param mayReturn whether the same incarnation of the peer may come back
	 */
	void connectionLost(ConnectionLink connection, CloseCause cause, boolean mayReturn) {
		List<Call<?>> carried = this.calls.select((call) -> isCarriedBy(call, connection));
		for (int i = carried.size() - 1; i >= 0; i--) {
			Call<?> call = carried.get(i);
			call.takenBack(connection.remote().incarnation());
			PathOrder order = call.order();
			if (order != null) {
				order.resolved();
				order.waiting().addFirst(call);
			}
		}
		carried.stream()
			.filter((call) -> call.mayHaveRun() && !(mayReturn && call.isRepeatable()))
			.forEach((call) -> fail(call, call.failure(cause.code(), Outcome.UNKNOWN, cause.detail())));
		resume();
	}

	/**
	 * Looks again at everything that is not sent: there may be a connection now, or no
	 * hope.
	 */
	void resume() {
		for (Call<?> call : this.calls.select((call) -> call.carrier() == null && !call.isOrdered())) {
			trySend(call);
		}
		List.copyOf(this.orders.values()).forEach(this::advance);
	}

	/** Fails the messages that a stream carried; the connection goes on. */
	@Override
	public void streamLost(Carrier lost) {
		for (Call<?> call : this.calls.select((call) -> call.carrier() == lost)) {
			fail(call, call.failure(ErrorCode.CONNECTION_LOST, call.outcomeIfLost(),
					"the stream that carried the message was reset"));
		}
	}

	/** Fails the messages of a connection that the peer has said it did not admit. */
	void refused(ConnectionLink connection, GoAway goAway) {
		for (Call<?> call : this.calls.select((call) -> isBeyond(call, connection, goAway))) {
			fail(call, call.failure(ErrorCode.DRAINING, Outcome.NOT_ACCEPTED, "the peer is about to stop"));
		}
	}

	/** Fails everything. */
	void failAll(ErrorCode code, String detail) {
		for (Call<?> call : this.calls.select((call) -> true)) {
			fail(call, call.failure(code, call.outcomeIfLost(), detail));
		}
	}

	/** The peer is forgotten. */
	void close(ErrorCode code, String detail) {
		failAll(code, detail);
		this.deadlines.stop();
		this.context.messageIdsUsed(this.calls.lastId());
	}

	boolean isWaitingOn(ConnectionLink connection) {
		return this.calls.anyMatch((call) -> isCarriedBy(call, connection));
	}

	private static boolean isCarriedBy(Call<?> call, ConnectionLink connection) {
		Carrier carrier = call.carrier();
		return carrier != null && carrier.connection() == connection;
	}

	private static boolean isBeyond(Call<?> call, ConnectionLink connection, GoAway goAway) {
		Carrier carrier = call.carrier();
		return carrier != null && carrier.connection() == connection && carrier.isBeyond(goAway, call);
	}

	/** The one place where a call leaves: gives back all that it held. */
	private boolean remove(Call<?> call) {
		if (!this.calls.remove(call)) {
			return false;
		}
		this.quota.giveBack(call.payloadLength());
		Carrier carrier = call.carrier();
		if (carrier != null) {
			carrier.resolved(call);
		}
		PathOrder order = call.order();
		if (order != null) {
			leaveOrder(call, order);
		}
		this.settlement.resolved(call, this.calls);
		return true;
	}

	/** Tells the peer what it may forget, before a connection to it ends. */
	void settleAll(OutboundSession session) {
		this.settlement.tell(session, this.calls);
	}

	private void leaveOrder(Call<?> event, PathOrder order) {
		if (event.carrier() != null) {
			order.resolved();
		}
		else {
			order.waiting().remove(event);
		}
		advance(order);
	}

	private long sweep(long now) {
		for (Call<?> call : this.calls.select((call) -> call.deadline() - now <= 0)) {
			Carrier carrier = call.carrier();
			if (carrier != null) {
				carrier.cancel(call);
			}
			fail(call,
					call.failure(ErrorCode.DEADLINE_EXCEEDED, call.outcomeIfLost(),
							(call.outcomeIfLost() == Outcome.UNKNOWN) ? "no answer came in time"
									: "it could not be sent in time"));
		}
		return this.calls.all().stream().mapToLong((call) -> call.deadline() - now).min().orElse(Long.MAX_VALUE);
	}

}

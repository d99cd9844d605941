package io.quictransport.internal.messaging;

import io.quictransport.internal.messaging.Messaging.PeerLink;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.OutboundQueue;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything that this node requests of one peer: the messages that are sent and
 * unresolved, and those that wait: for a connection, for an open lane, for earlier
 * messages on their path, or for the peer to admit more. Submitting reserves a share of
 * the limits on the caller's thread; everything else is confined to the event loop.
 *
 * <p>
 * A message whose connection is lost is sent again under the same id as soon as the same
 * incarnation of the peer is back: the peer handles an id once. To another incarnation
 * only messages that never left are sent.
 */
final class Outbox implements CallResolver, WaitWatch.Queue {

	private static final Log logger = Log.of(Outbox.class);

	private final Messaging context;

	private final PeerLink peer;

	/** The session of the live connection, null if there is none. */
	private final Supplier<@Nullable OutboundSession> live;

	private final Quota quota;

	private final CallTable calls;

	/** Requests and openings that nothing carries, by their ids. */
	private final NavigableMap<Long, Call<?>> waiting = new TreeMap<>();

	private final Map<String, PathOrder> orders = new HashMap<>();

	/** Paths whose next message waits for a lane, or for the peer to admit more. */
	private final Set<PathOrder> held = new LinkedHashSet<>();

	/** The number of calls that the peer counts, because it has them or may have them. */
	private int counted;

	/** Whether the waiting calls are already being processed. */
	private boolean releasing;

	/** Whether everything is being failed, so that nothing may be sent. */
	private boolean halted;

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

	long queuedBytes() {
		return this.quota.bytes();
	}

	/** Describes what is unresolved now. */
	OutboundQueue queue() {
		List<Call<?>> all = this.calls.all();
		Long since = waitsSince();
		return new OutboundQueue(all.size(), (int) all.stream().filter(Outbox::isWaiting).count(), this.quota.bytes(),
				(since != null) ? Duration.ofNanos(this.context.now() - since) : Duration.ZERO);
	}

	/** Whether no stream has taken its bytes. */
	private static boolean isWaiting(Call<?> call) {
		return !call.state().isCarried() && !isResolved(call);
	}

	@Override
	public @Nullable Long waitsSince() {
		Long oldest = null;
		for (Call<?> call : this.calls.all()) {
			if (isWaiting(call) && (oldest == null || call.madeAt() - oldest < 0)) {
				oldest = call.madeAt();
			}
		}
		return oldest;
	}

	/** Takes a call from its caller's thread, or fails it at once. */
	void enqueue(Call<?> call) {
		if (!this.quota.take(call.payloadLength())) {
			this.context.counters.error(ErrorCode.OVERLOADED);
			call.reject(call.failure(ErrorCode.OVERLOADED, this.quota + " are already in flight to the peer"));
			return;
		}
		boolean taken = this.context.loop.inEventLoop() ? this.context.submissions.add(call)
				: this.context.loop.offer(call);
		if (!taken) {
			NetworkException why = this.context.loop.refusal();
			turnAway(call, call.failure(why.code(), why.detail()));
		}
	}

	/** Fails a call that was never among those that are unresolved. */
	private void turnAway(Call<?> call, NetworkException why) {
		this.quota.giveBack(call.payloadLength());
		this.context.counters.error(why.code());
		call.reject(why);
	}

	@Override
	public void notSubmitted(Call<?> call, Throwable cause) {
		NetworkException why = unwritable(call, cause);
		if (call.id() == 0) {
			turnAway(call, why);
		}
		else {
			fail(call, why);
		}
	}

	@Override
	public void submit(Call<?> call) {
		NetworkException refused = call.isDone() ? null : refuse(call);
		if (refused != null) {
			this.context.counters.error(refused.code());
			call.reject(refused);
		}
		if (call.isDone()) {
			this.quota.giveBack(call.payloadLength());
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
		else if (!trySend(call)) {
			this.waiting.put(call.id(), call);
		}
		if (isWaiting(call)) {
			this.context.waits.waits(this);
		}
	}

	/** Why a new call is rejected; null if it is accepted. */
	private @Nullable NetworkException refuse(Call<?> call) {
		if (this.peer.isDisconnecting()) {
			return call.failure(ErrorCode.NOT_CONNECTED, "this node is disconnecting the peer");
		}
		OutboundSession session = this.live.get();
		if (session != null && !session.peerRefusesWork() && this.calls.size() >= session.maxInFlight()) {
			return call.failure(ErrorCode.OVERLOADED,
					"the peer admits " + session.maxInFlight() + " unresolved messages");
		}
		return null;
	}

	/** Sends or fails a request or an opening; false if it must wait. */
	private boolean trySend(Call<?> call) {
		if (call.isTakenBack()) {
			// Its cancellation finds nothing left to do.
			remove(call, 0);
			return true;
		}
		OutboundSession session = this.live.get();
		NetworkException refused = check(call, session);
		if (refused == null) {
			if (session == null || !hasRoom(call, session)) {
				return false;
			}
			try {
				return session.send(call, null) == null ? isResolved(call) : count(call);
			}
			catch (Throwable ex) {
				refused = unwritable(call, ex);
			}
		}
		fail(call, refused);
		return true;
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
			this.held.remove(order);
		}
	}

	/**
	 * Sends or fails the message whose turn it is, which is already out of the queue;
	 * false if it must wait. Nothing on the way to the lane may submit: it would overtake
	 * the message.
	 */
	private boolean trySendInOrder(Call<?> event, PathOrder order) {
		OutboundSession session = this.live.get();
		NetworkException refused = check(event, session);
		// Out of the order for now: failing it must not walk the queue again.
		event.order(null);
		if (event.isTakenBack()) {
			remove(event, 0);
			return true;
		}
		if (refused == null) {
			try {
				if (session != null && sendInOrder(event, order, session)) {
					return true;
				}
				event.order(order);
				return false;
			}
			catch (Throwable ex) {
				refused = unwritable(event, ex);
			}
		}
		fail(event, refused);
		return true;
	}

	/** Sends the next message of a path unless it must wait. */
	private boolean sendInOrder(Call<?> event, PathOrder order, OutboundSession session) {
		Carrier bound = order.carrier();
		if (bound != null && !session.mayFollow(event, bound)) {
			// The earlier messages send it when they are resolved.
			return false;
		}
		Carrier carrier = hasRoom(event, session) ? session.send(event, bound) : null;
		if (isResolved(event)) {
			return true;
		}
		if (carrier == null) {
			this.held.add(order);
			return false;
		}
		event.order(order);
		order.sent(carrier);
		return count(event);
	}

	/** Whether the peer admits one more, or may have admitted this one already. */
	private boolean hasRoom(Call<?> call, OutboundSession session) {
		return call.isCounted() || this.counted < session.maxInFlight();
	}

	private boolean count(Call<?> call) {
		if (!call.isCounted() && !isResolved(call)) {
			call.counted(true);
			this.counted++;
		}
		return true;
	}

	/** Whether it has failed on its way to its carrier. */
	private static boolean isResolved(Call<?> call) {
		return call.state() == CallState.RESOLVED;
	}

	/** Why a call can never be sent; null if it can. */
	private @Nullable NetworkException check(Call<?> call, @Nullable OutboundSession session) {
		if (session == null) {
			return (call.mayHaveRun() || this.peer.isExpectedSoon()) ? null
					: call.failure(ErrorCode.NOT_CONNECTED, this.peer.whyNotConnected());
		}
		if (call.deadline() - session.now() <= 0) {
			return late(call);
		}
		if (call.mayHaveRunElsewhere(session.incarnation())) {
			return call.failure(ErrorCode.PEER_RESTARTED, "the peer was restarted meanwhile");
		}
		if (session.peerRefusesWork() && !call.mayHaveRun()) {
			return call.failure(ErrorCode.DRAINING, "the peer is about to stop");
		}
		if (this.context.unwritten.isShortOf(call.payloadLength())) {
			return call.failure(ErrorCode.OVERLOADED, "this node had no memory a moment ago to send as much");
		}
		return checkSize(call, session.limits());
	}

	private static NetworkException late(Call<?> call) {
		return call.failure(ErrorCode.DEADLINE_EXCEEDED,
				(call.state() == CallState.UNSENT) ? "it could not be sent in time" : "no answer came in time");
	}

	static @Nullable NetworkException checkSize(Call<?> call, WireLimits limits) {
		if (call.payloadLength() > limits.maxMessageSize()) {
			return call.failure(ErrorCode.MESSAGE_TOO_LARGE,
					"the payload has " + call.payloadLength() + " bytes, at most " + limits.maxMessageSize()
							+ " are admitted (option maxMessageSize of both ends)");
		}
		int headerSize = WireLimits.sizeOf(call.message().headers());
		if (headerSize > limits.maxHeaderSize()) {
			return call.failure(ErrorCode.HEADERS_TOO_LARGE, "the headers take " + headerSize + " bytes, at most "
					+ limits.maxHeaderSize() + " are admitted (option maxHeaderSize of both ends)");
		}
		return null;
	}

	/** Makes the failure of a call that could not be written. */
	private NetworkException unwritable(Call<?> call, Throwable cause) {
		if (cause instanceof CancellationException || call.isTakenBack()) {
			return call.failure(ErrorCode.CANCELLED, "its caller has taken the buffer back");
		}
		if (cause instanceof RuntimeException && !call.message().content().hasArray()) {
			return unreadable(call, cause);
		}
		this.context.unwritten.add(call.message().destination(), call.payloadLength(), cause);
		return (cause instanceof OutOfMemoryError)
				? call.failure(ErrorCode.OVERLOADED, "this node has no memory to send it")
				: call.failure(ErrorCode.INTERNAL, "it could not be written");
	}

	/** The application has closed the memory of a payload, or ended its life. */
	static NetworkException unreadable(Call<?> call, Throwable cause) {
		return call.failure(ErrorCode.INVALID_MESSAGE, "its payload cannot be read: " + cause.getMessage());
	}

	@Override
	public void notWritten(Call<?> call, Throwable cause) {
		fail(call, unwritable(call, cause));
	}

	@Override
	public @Nullable RequestCall<?> findRequest(long id) {
		return this.calls.findRequest(id);
	}

	@Override
	public boolean settle(Call<?> call, int replyBytes) {
		return remove(call, replyBytes);
	}

	@Override
	public void fail(Call<?> call, Failure failure) {
		fail(call, call.failure(failure));
	}

	private void fail(Call<?> call, NetworkException cause) {
		if (!this.calls.remove(call)) {
			return;
		}
		try {
			left(call, 0);
		}
		finally {
			// Whatever becomes of the others: nothing finds this call any more.
			this.context.counters.error(cause.code());
			call.reject(cause);
		}
	}

	@Override
	public void cancelled(Call<?> call) {
		this.context.loop.execute(() -> {
			boolean carried = call.state().isCarried();
			Carrier carrier = call.carrier();
			if (remove(call, 0) && carried && carrier != null) {
				cancel(call, carrier);
			}
		});
	}

	/**
	 * Its caller has been told by now, and so must those of all other calls be, even if
	 * the peer cannot be: it has the call's deadline, and learns from what is settled.
	 */
	private void cancel(Call<?> call, Carrier carrier) {
		try {
			carrier.cancel(call);
		}
		catch (Throwable ex) {
			logger.debug("event=cancellation_not_sent peer={} reason=\"{}\"", call.peer(), ex);
		}
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
			takeBack(carried.get(i), connection.remote().incarnation());
		}
		carried.stream()
			.filter((call) -> call.mayHaveRun() && !(mayReturn && call.isRepeatable()))
			.forEach((call) -> fail(call, call.failure(cause.code(), cause.detail())));
		resume();
	}

	private void takeBack(Call<?> call, long incarnation) {
		call.takenBack(incarnation);
		this.context.waits.waits(this);
		if (!call.mayHaveRun()) {
			uncount(call);
		}
		PathOrder order = call.order();
		if (order != null) {
			order.resolved();
			order.waiting().addFirst(call);
		}
		else {
			this.waiting.put(call.id(), call);
		}
	}

	/**
	 * Processes everything unsent again: there may be a connection now, or no prospect of
	 * one.
	 */
	void resume() {
		boolean before = this.releasing;
		this.releasing = true;
		try {
			for (Call<?> call : List.copyOf(this.waiting.values())) {
				if (this.waiting.remove(call.id()) != null && !trySend(call)) {
					this.waiting.put(call.id(), call);
				}
			}
			List.copyOf(this.orders.values()).forEach(this::advance);
		}
		finally {
			this.releasing = before;
		}
		release();
	}

	/**
	 * Sends what there is room for now: a lane was opened, or a message is resolved.
	 * Calls that were sent before go first, since the peer counts them already.
	 */
	@Override
	public void release() {
		if (this.releasing || this.halted || (this.waiting.isEmpty() && this.held.isEmpty())
				|| this.live.get() == null) {
			return;
		}
		this.releasing = true;
		try {
			releaseWaiting();
		}
		finally {
			this.releasing = false;
		}
	}

	private void releaseWaiting() {
		Map.Entry<Long, Call<?>> first = this.waiting.pollFirstEntry();
		while (first != null && trySend(first.getValue())) {
			first = this.waiting.pollFirstEntry();
		}
		if (first != null) {
			this.waiting.put(first.getKey(), first.getValue());
		}
		boolean moves = true;
		while (moves && !this.held.isEmpty()) {
			PathOrder next = this.held.iterator().next();
			this.held.remove(next);
			advance(next);
			moves = !this.held.contains(next);
		}
	}

	/** Fails the messages that a stream carried; the connection continues. */
	@Override
	public void streamLost(Carrier lost) {
		for (Call<?> call : this.calls.select((call) -> call.carrier() == lost)) {
			fail(call, call.failure(ErrorCode.CONNECTION_LOST, "the stream that carried the message was reset"));
		}
	}

	/**
	 * Fails the messages of a connection that the peer states it did not admit. Of one
	 * that an earlier connection may have delivered this says nothing: the peer answers
	 * it from what it remembers.
	 */
	void refused(ConnectionLink connection, GoAway goAway) {
		for (Call<?> call : this.calls.select((call) -> !call.mayHaveRun() && isBeyond(call, connection, goAway))) {
			fail(call, call.failureBeyond("the peer is about to stop"));
		}
	}

	/** Fails everything; nothing that waits is sent to replace a call that has ended. */
	void failAll(ErrorCode code, String detail) {
		this.halted = true;
		for (Call<?> call : this.calls.select((call) -> true)) {
			fail(call, call.failure(code, detail));
		}
		this.halted = false;
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

	private boolean remove(Call<?> call, int replyBytes) {
		if (!this.calls.remove(call)) {
			return false;
		}
		left(call, replyBytes);
		return true;
	}

	/** The one place where a call leaves: returns everything that it reserved. */
	private void left(Call<?> call, int replyBytes) {
		this.quota.giveBack(call.payloadLength());
		call.resolved();
		uncount(call);
		Carrier carrier = call.carrier();
		if (carrier != null) {
			carrier.resolved(call);
		}
		else if (!call.isOrdered()) {
			this.waiting.remove(call.id());
		}
		PathOrder order = call.order();
		if (order != null) {
			leaveOrder(call, order);
		}
		settled(call, replyBytes);
		release();
	}

	/**
	 * Its caller is told in any case: the lowest id makes up for what the peer is not
	 * told now.
	 */
	private void settled(Call<?> call, int replyBytes) {
		try {
			this.settlement.resolved(call, replyBytes, this.calls);
		}
		catch (Throwable ex) {
			logger.warn("event=settlement_not_sent peer={} reason=\"{}\"", call.message().destination(), ex);
		}
	}

	private void uncount(Call<?> call) {
		if (call.isCounted()) {
			call.counted(false);
			this.counted--;
		}
	}

	/** Tells the peer which messages it may forget, before a connection to it ends. */
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
		if (this.halted) {
			dropIfIdle(order);
		}
		else {
			advance(order);
		}
	}

	private long sweep(long now) {
		for (Call<?> call : this.calls.select((call) -> call.deadline() - now <= 0)) {
			Carrier carrier = call.state().isCarried() ? call.carrier() : null;
			fail(call, late(call));
			if (carrier != null) {
				cancel(call, carrier);
			}
		}
		return this.calls.all().stream().mapToLong((call) -> call.deadline() - now).min().orElse(Long.MAX_VALUE);
	}

	/**
	 * Sends calls to the peer over one open connection. Confined to the event loop.
	 */
	interface OutboundSession {

		/** The time, read once for everything that leaves together. */
		long now();

		/** The incarnation of the peer at the other end. */
		long incarnation();

		/** The number of unresolved messages that the peer admits. */
		int maxInFlight();

		/** The largest messages that both ends admit. */
		WireLimits limits();

		/** Whether the peer drops new work. */
		boolean peerRefusesWork();

		/**
		 * Sends a call.
		 * @param call the call
		 * @param bound the carrier that must carry it, null for any
		 * @return the carrier that carries it, null if no stream is open for it yet: then
		 * nothing was sent, and {@link CallResolver#release} is called when one is
		 */
		@Nullable Carrier send(Call<?> call, @Nullable Carrier bound);

		/** Whether a one-way message may be sent after an unacknowledged one. */
		boolean mayFollow(Call<?> call, Carrier bound);

		/** Tells the peer which messages it may forget. */
		void tellSettled(Settled settled);

	}

}

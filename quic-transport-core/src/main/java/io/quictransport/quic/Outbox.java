package io.quictransport.quic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.wire.Failure;
import io.quictransport.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * All that this node wants of one peer: the messages that are sent and unresolved, or
 * wait for their turn. Submitting reserves its share of the limits on the caller's
 * thread; everything else is confined to the event loop.
 */
final class Outbox {

	private final TransportContext context;

	private final PeerState peer;

	private final Quota quota;

	private final LongObjectMap<Call<?>> calls = new LongObjectHashMap<>();

	private final Map<String, PathOrder> orders = new HashMap<>();

	private final DeadlineSweep deadlines;

	Outbox(TransportContext context, PeerState peer) {
		this.context = context;
		this.peer = peer;
		this.quota = new Quota(context.limits.maxInFlight(), context.limits.maxQueuedBytes());
		this.deadlines = new DeadlineSweep(context.loop, this::sweep);
	}

	PeerId localId() {
		return this.context.id;
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
		this.context.loop.execute(call);
	}

	/** Sends a call, or fails it. */
	void submit(Call<?> call) {
		if (call.isDone()) {
			this.quota.giveBack(call.payloadLength());
			return;
		}
		call.id = this.context.nextMessageId();
		this.calls.put(call.id, call);
		NetworkException refused = check(call);
		if (refused != null) {
			fail(call, refused);
			return;
		}
		this.deadlines.expect(call.deadline());
		if (call instanceof EventCall event) {
			PathOrder order = this.orders.computeIfAbsent(event.message().path(), PathOrder::new);
			event.order = order;
			if (!order.waiting().isEmpty() || !sendInOrder(event, order)) {
				order.waiting().add(event);
			}
		}
		else {
			live().streams().send(call, null);
		}
	}

	private @Nullable NetworkException check(Call<?> call) {
		Connection connection = this.peer.live();
		if (connection == null) {
			return call.failure(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT, this.peer.whyNotConnected());
		}
		if (connection.peerRefusesWork()) {
			return call.failure(ErrorCode.DRAINING, Outcome.NOT_SENT, "the peer is about to stop");
		}
		return checkSize(call, connection.peerLimits());
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
	private boolean sendInOrder(EventCall event, PathOrder order) {
		Carrier bound = order.carrier();
		StreamPool streams = live().streams();
		if (bound != null && !streams.mayFollow(event, bound)) {
			return false;
		}
		Carrier carrier = streams.send(event, bound);
		order.sent(carrier);
		return true;
	}

	private Connection live() {
		Connection connection = this.peer.live();
		if (connection == null) {
			throw new IllegalStateException("peer " + this.peer.id() + " has no connection");
		}
		return connection;
	}

	@Nullable Call<?> find(long id) {
		return this.calls.get(id);
	}

	/** Lets go of a call that ended well; false if it has ended already. */
	boolean settle(Call<?> call) {
		return remove(call);
	}

	void fail(Call<?> call, Failure failure) {
		fail(call, call.failure(failure));
	}

	void fail(Call<?> call, NetworkException cause) {
		if (remove(call)) {
			this.context.counters.error(cause.code());
			call.completeExceptionally(cause);
		}
	}

	/** The caller has cancelled; called on its thread. */
	void cancelled(Call<?> call) {
		this.context.loop.execute(() -> {
			Carrier carrier = call.carrier;
			if (remove(call) && carrier != null) {
				carrier.cancel(call);
			}
		});
	}

	/** Fails the messages that a connection carried, with what is known of them. */
	void connectionLost(Connection connection, NetworkException cause) {
		for (Call<?> call : carriedBy((carrier) -> carrier.connection() == connection)) {
			fail(call, call.failure(cause.code(), call.outcomeIfLost(), cause.detail()));
		}
	}

	/** Fails the messages that a stream carried; the connection goes on. */
	void streamLost(Carrier lost) {
		for (Call<?> call : carriedBy((carrier) -> carrier == lost)) {
			fail(call, call.failure(ErrorCode.CONNECTION_LOST, call.outcomeIfLost(),
					"the stream that carried the message was reset"));
		}
	}

	/** Fails the messages that the peer has said it did not admit. */
	void refused(Connection connection, Predicate<Call<?>> notAdmitted) {
		for (Call<?> call : carriedBy((carrier) -> carrier.connection() == connection)) {
			if (notAdmitted.test(call)) {
				fail(call, call.failure(ErrorCode.DRAINING, Outcome.NOT_ACCEPTED, "the peer is about to stop"));
			}
		}
	}

	/** Fails everything that is not sent yet, and everything that is. */
	void failAll(NetworkException cause) {
		for (Call<?> call : new ArrayList<>(this.calls.values())) {
			fail(call, call.failure(cause.code(), call.outcomeIfLost(), cause.detail()));
		}
	}

	boolean isWaitingOn(Connection connection) {
		for (Call<?> call : this.calls.values()) {
			Carrier carrier = call.carrier;
			if (carrier != null && carrier.connection() == connection) {
				return true;
			}
		}
		return false;
	}

	boolean isEmpty() {
		return this.calls.isEmpty();
	}

	private List<Call<?>> carriedBy(Predicate<Carrier> which) {
		List<Call<?>> carried = new ArrayList<>();
		for (Call<?> call : this.calls.values()) {
			Carrier carrier = call.carrier;
			if (carrier != null && which.test(carrier)) {
				carried.add(call);
			}
		}
		return carried;
	}

	/** The one place where a call leaves: gives back all that it held. */
	private boolean remove(Call<?> call) {
		if (call.id == 0 || this.calls.remove(call.id) == null) {
			return false;
		}
		this.quota.giveBack(call.payloadLength());
		Carrier carrier = call.carrier;
		if (carrier != null) {
			carrier.resolved(call);
		}
		if (call instanceof EventCall event) {
			leaveOrder(event);
		}
		return true;
	}

	private void leaveOrder(EventCall event) {
		PathOrder order = event.order;
		if (order == null) {
			return;
		}
		if (event.carrier != null) {
			order.resolved();
		}
		else {
			order.waiting().remove(event);
		}
		while (!order.waiting().isEmpty()) {
			EventCall next = order.waiting().element();
			NetworkException refused = check(next);
			if (refused == null && !sendInOrder(next, order)) {
				return;
			}
			order.waiting().remove();
			if (refused != null) {
				// Out of the order already: failing it must not walk the queue again.
				next.order = null;
				fail(next, refused);
			}
		}
		if (order.isIdle()) {
			this.orders.remove(order.path(), order);
		}
	}

	private long sweep(long now) {
		long next = Long.MAX_VALUE;
		List<Call<?>> due = new ArrayList<>();
		for (Call<?> call : this.calls.values()) {
			long left = call.deadline() - now;
			if (left <= 0) {
				due.add(call);
			}
			else {
				next = Math.min(next, left);
			}
		}
		for (Call<?> call : due) {
			Carrier carrier = call.carrier;
			if (carrier != null) {
				carrier.cancel(call);
			}
			fail(call, call.failure(ErrorCode.DEADLINE_EXCEEDED, call.outcomeIfLost(),
					call.isSent() ? "no answer came in time" : "it could not be sent in time"));
		}
		return next;
	}

}

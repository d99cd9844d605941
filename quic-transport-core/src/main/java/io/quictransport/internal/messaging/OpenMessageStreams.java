package io.quictransport.internal.messaging;

import java.util.HashSet;
import java.util.Set;
import io.quictransport.internal.connection.ConnectionLink;

/**
 * Keeps the streams of messages of one connection: those that this node opens, a limited
 * number at a time, and those that the peer has opened. Confined to the event loop.
 */
final class OpenMessageStreams {

	private final StreamSlots<MessageChannel> own;

	private final Set<MessageChannel> accepted = new HashSet<>();

	private final InboundStreams served;

	private final ConnectionLink connection;

	/**
	 * Makes an empty set.
	 * @param own the slots for streams of this node
	 * @param served gets the slot of a served stream back
	 * @param connection the connection
	 */
	OpenMessageStreams(StreamSlots<MessageChannel> own, InboundStreams served, ConnectionLink connection) {
		this.own = own;
		this.served = served;
		this.connection = connection;
	}

	void open(MessageChannel channel) {
		this.own.enter(channel);
	}

	/**
	 * The opening of the stream has ended: if it still waits, it is removed from the
	 * queue.
	 */
	void givenUp(MessageChannel channel) {
		this.own.giveUp(channel);
	}

	/** The peer's stream is served from now on. */
	void admitted(MessageChannel channel) {
		this.accepted.add(channel);
	}

	/**
	 * This node has ended its direction. The peer may open another stream as soon as it
	 * sees that, so the slot is free from now on.
	 */
	void finished(MessageChannel channel) {
		if (this.accepted.remove(channel)) {
			this.served.ended();
		}
	}

	void closed(MessageChannel channel) {
		finished(channel);
		this.own.leave(channel);
		this.connection.workEnded();
	}

	void connectionClosed() {
		this.own.close();
	}

	/** Whether streams of this node are open. */
	boolean hasOwn() {
		return !this.own.open().isEmpty();
	}

	/** Whether any are open. */
	boolean isEmpty() {
		return this.own.open().isEmpty() && this.accepted.isEmpty();
	}

	/** The number of this node's streams that wait for their turn. */
	int waiting() {
		return this.own.waiting();
	}

	int count() {
		return this.own.open().size() + this.accepted.size();
	}

	boolean isStalled(long now, long nanos) {
		return this.own.open().stream().anyMatch((channel) -> channel.isStalled(now, nanos))
				|| this.accepted.stream().anyMatch((channel) -> channel.isStalled(now, nanos));
	}

}

package io.quictransport.internal.peer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.quictransport.DownReason;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what has happened to one peer and was not told to the listeners yet, in its
 * order. A peer may come, change and go more often than listeners can take. So an update
 * replaces the one before, and from a number of events on a connection and its end, or an
 * end and the next connection, are left out together: listeners still hear of both by
 * turns, and in the end of how it is. Thread-safe.
 */
final class UntoldEvents {

	/** Each may hold all that a peer states of itself. */
	static final int MOST = 16;

	private final Deque<Event> events = new ArrayDeque<>();

	/** The number of tasks that are to tell one event each. */
	private int tasks;

	/**
	 * Adds an event.
	 * @return whether one more task is to tell one
	 */
	synchronized boolean add(Event event) {
		if (!merge(event)) {
			this.events.addLast(event);
		}
		boolean more = this.events.size() > this.tasks;
		this.tasks += more ? 1 : 0;
		return more;
	}

	private boolean merge(Event event) {
		Event last = this.events.peekLast();
		boolean full = this.events.size() >= MOST;
		if (event instanceof Updated update) {
			return (last instanceof Updated || (full && last instanceof Up)) && replace(last, update.peer());
		}
		if (!full) {
			return false;
		}
		if (event instanceof Up up) {
			// The listeners do not hear of the end, but of what the peer states now.
			this.events.removeLast();
			return replace(this.events.peekLast(), up.peer());
		}
		if (last instanceof Updated) {
			this.events.removeLast();
		}
		// The first one may be an update of a connection that they have heard of.
		if (!(this.events.peekLast() instanceof Up)) {
			return false;
		}
		this.events.removeLast();
		// The end that is told is the last one, with its reason.
		return !(this.events.peekLast() instanceof Down && this.events.removeLast() != null);
	}

	private boolean replace(@Nullable Event last, NodeInfo peer) {
		this.events.pollLast();
		this.events.addLast((last instanceof Up) ? new Up(peer) : new Updated(peer));
		return true;
	}

	/** The next event, for a task that tells it; null if it was left out. */
	synchronized @Nullable Event next() {
		this.tasks--;
		return this.events.pollFirst();
	}

	/** Whether nothing is left to tell. */
	synchronized boolean isEmpty() {
		return this.events.isEmpty() && this.tasks == 0;
	}

	/** Represents something that happens to a peer, told to a listener. */
	sealed interface Event extends Consumer<PeerListener> {

	}

	/**
	 * The peer is connected.
	 *
	 * @param peer what it states of itself
	 */
	record Up(NodeInfo peer) implements Event {

		@Override
		public void accept(PeerListener listener) {
			listener.peerUp(this.peer);
		}

	}

	/**
	 * The peer has changed.
	 *
	 * @param peer what it states of itself
	 */
	record Updated(NodeInfo peer) implements Event {

		@Override
		public void accept(PeerListener listener) {
			listener.peerUpdated(this.peer);
		}

	}

	/**
	 * The peer is not connected any more.
	 *
	 * @param peer the peer
	 * @param reason why
	 */
	record Down(PeerId peer, DownReason reason) implements Event {

		@Override
		public void accept(PeerListener listener) {
			listener.peerDown(this.peer, this.reason);
		}

	}

}

package io.quictransport.internal.peer;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.quictransport.DownReason;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.peer.UntoldEvents.Event;
import io.quictransport.internal.text.Log;

/**
 * Notifies the listeners of changes to the peers of one event loop. Confined to the event
 * loop.
 */
final class PeerEvents {

	private static final Log logger = Log.of(PeerEvents.class);

	/** The lines a minute about one peer; as many at once. */
	private static final int MOST_LINES = 60;

	private final PeerListeners listeners;

	/** The event loop, among those of the node. */
	private final int loop;

	/** Whether a listener was added or is about to be. */
	private boolean subscribed;

	private final LongSupplier clock;

	/** The lines about each peer; beyond them its comings and goings are at DEBUG. */
	private final RateLimit.OfPeers lines = new RateLimit.OfPeers(MOST_LINES);

	/** What no listener has been told yet. */
	private final Map<PeerId, UntoldEvents> untold = new ConcurrentHashMap<>();

	/**
	 * Makes the events of one event loop.
	 * @param listeners are notified
	 * @param loop the event loop, among those of the node
	 * @param clock the monotonic time in nanoseconds
	 */
	PeerEvents(PeerListeners listeners, int loop, LongSupplier clock) {
		this.listeners = listeners;
		this.loop = loop;
		this.clock = clock;
	}

	void up(NodeInfo peer) {
		log(peer.id(), "event=peer_up peer={} addresses={}", peer.id(), peer.addresses());
		add(peer.id(), new UntoldEvents.Up(peer));
	}

	void updated(NodeInfo peer) {
		add(peer.id(), new UntoldEvents.Updated(peer));
	}

	void down(PeerId peer, DownReason reason, String detail) {
		log(peer, "event=peer_down peer={} code={} reason=\"{}\"", peer, reason, detail);
		add(peer, new UntoldEvents.Down(peer, reason));
	}

	private void log(PeerId peer, String line, Object... values) {
		if (this.lines.next(peer.value(), this.clock.getAsLong()) > 0) {
			logger.info(line, values);
		}
		else {
			logger.debug(line, values);
		}
	}

	private void add(PeerId peer, Event event) {
		if (nobodyListens()) {
			return;
		}
		boolean[] more = new boolean[1];
		UntoldEvents events = this.untold.compute(peer, (id, known) -> {
			UntoldEvents of = (known != null) ? known : new UntoldEvents();
			more[0] = of.add(event);
			return of;
		});
		if (more[0]) {
			this.listeners.execute(() -> tellNext(peer, events));
		}
	}

	/** In a task of the listeners' executor. */
	private void tellNext(PeerId peer, UntoldEvents events) {
		Event next = events.next();
		this.untold.computeIfPresent(peer, (id, known) -> (known == events && events.isEmpty()) ? null : known);
		if (next != null) {
			this.listeners.tellAll(this.loop, next);
		}
	}

	/** Reports the peers of the event loop that are up to a new listener. */
	void subscribe(PeerListeners.Pending joining, Collection<NodeInfo> up) {
		this.subscribed = true;
		// What happens from now on must not be told before the listener has joined.
		this.untold.clear();
		this.listeners.join(joining, this.loop, up);
	}

	/** Whether there is no listener to wake a thread for. */
	private boolean nobodyListens() {
		return !this.subscribed && !this.listeners.exist();
	}

}

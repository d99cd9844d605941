package io.quictransport.internal.peer;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.quictransport.DownReason;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Notifies the listeners of changes to the peers of one event loop. Confined to the event
 * loop.
 */
final class PeerEvents {

	private static final Log logger = Log.of(PeerEvents.class);

	private final PeerListeners listeners;

	/** The event loop, among those of the node. */
	private final int loop;

	/** Whether a listener was added or is about to be. */
	private boolean subscribed;

	/**
	 * Updates of peers that no listener has received yet, replaced by later updates: a
	 * peer may send more than listeners can take.
	 */
	private final Map<PeerId, AtomicReference<@Nullable NodeInfo>> untold = new HashMap<>();

	PeerEvents(PeerListeners listeners, int loop) {
		this.listeners = listeners;
		this.loop = loop;
	}

	void up(NodeInfo peer) {
		logger.info("event=peer_up peer={} addresses={}", peer.id(), peer.addresses());
		this.untold.remove(peer.id());
		publish((listener) -> listener.peerUp(peer));
	}

	void updated(NodeInfo peer) {
		if (nobodyListens()) {
			return;
		}
		AtomicReference<@Nullable NodeInfo> known = this.untold.get(peer.id());
		NodeInfo before = (known != null) ? known.get() : null;
		if (known != null && before != null && known.compareAndSet(before, peer)) {
			return;
		}
		AtomicReference<@Nullable NodeInfo> latest = new AtomicReference<>(peer);
		this.untold.put(peer.id(), latest);
		this.listeners.execute(() -> {
			NodeInfo told = latest.getAndSet(null);
			if (told != null) {
				this.listeners.tellAll(this.loop, (listener) -> listener.peerUpdated(told));
			}
		});
	}

	void down(PeerId peer, DownReason reason, String detail) {
		logger.info("event=peer_down peer={} code={} reason=\"{}\"", peer, reason, detail);
		this.untold.remove(peer);
		publish((listener) -> listener.peerDown(peer, reason));
	}

	/** Reports the peers of the event loop that are up to a new listener. */
	void subscribe(PeerListeners.Pending joining, Collection<NodeInfo> up) {
		this.subscribed = true;
		// Later updates must reach this listener too.
		this.untold.clear();
		this.listeners.join(joining, this.loop, up);
	}

	private void publish(Consumer<PeerListener> event) {
		if (!nobodyListens()) {
			this.listeners.execute(() -> this.listeners.tellAll(this.loop, event));
		}
	}

	/** Whether there is no listener to wake a thread for. */
	private boolean nobodyListens() {
		return !this.subscribed && !this.listeners.exist();
	}

}

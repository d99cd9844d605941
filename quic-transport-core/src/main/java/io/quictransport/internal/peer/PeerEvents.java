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
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.messaging.HandlerRegistry;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Notifies the listeners of changes to peers: in order, off the event loop, each listener
 * isolated from failures of the others.
 */
final class PeerEvents {

	private static final Log logger = Log.of(PeerEvents.class);

	private final HandlerRegistry handlers;

	private final SerialExecutor executor;

	/** Whether a listener was added or is about to be; confined to the event loop. */
	private boolean subscribed;

	/**
	 * Updates of peers that no listener has received yet, replaced by later updates: a
	 * peer may send more than listeners can take. Confined to the event loop.
	 */
	private final Map<PeerId, AtomicReference<@Nullable NodeInfo>> untold = new HashMap<>();

	PeerEvents(HandlerRegistry handlers, TaskRunner executor, LoopTasks loop) {
		this.handlers = handlers;
		this.executor = new SerialExecutor(executor, loop);
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
		this.executor.execute(() -> {
			NodeInfo told = latest.getAndSet(null);
			if (told != null) {
				tellAll((listener) -> listener.peerUpdated(told));
			}
		});
	}

	void down(PeerId peer, DownReason reason, String detail) {
		logger.info("event=peer_down peer={} reason={} detail=\"{}\"", peer, reason, detail);
		this.untold.remove(peer);
		publish((listener) -> listener.peerDown(peer, reason));
	}

	/** Reports the peers that are up to a new listener, and then adds it. */
	void subscribe(PeerListener listener, Collection<NodeInfo> up, Runnable add) {
		this.subscribed = true;
		// Later updates must reach this listener too.
		this.untold.clear();
		this.executor.execute(() -> {
			for (NodeInfo peer : up) {
				tell(listener, (told) -> told.peerUp(peer));
			}
			add.run();
		});
	}

	private void publish(Consumer<PeerListener> event) {
		if (!nobodyListens()) {
			this.executor.execute(() -> tellAll(event));
		}
	}

	/** Whether there is no listener to wake a thread for. */
	private boolean nobodyListens() {
		return !this.subscribed && !this.handlers.hasListeners();
	}

	private void tellAll(Consumer<PeerListener> event) {
		for (PeerListener listener : this.handlers.listeners()) {
			tell(listener, event);
		}
	}

	private static void tell(PeerListener listener, Consumer<PeerListener> event) {
		try {
			event.accept(listener);
		}
		catch (Throwable ex) {
			logger.warn("event=listener_failed listener={}", listener, ex);
		}
	}

}

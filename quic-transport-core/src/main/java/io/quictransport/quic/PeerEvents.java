package io.quictransport.quic;

import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.quictransport.DownReason;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners what happens to peers: in order, off the event loop, each listener
 * guarded from the others.
 */
final class PeerEvents {

	private static final Logger logger = LoggerFactory.getLogger(PeerEvents.class);

	private final HandlerRegistry handlers;

	private final SerialExecutor executor;

	/** Whether a listener was added or is about to be; confined to the event loop. */
	private boolean subscribed;

	PeerEvents(HandlerRegistry handlers, Executor executor) {
		this.handlers = handlers;
		this.executor = new SerialExecutor(executor);
	}

	void up(NodeInfo peer) {
		logger.info("event=peer_up peer={} addresses={}", peer.id(), peer.addresses());
		publish((listener) -> listener.peerUp(peer));
	}

	void updated(NodeInfo peer) {
		publish((listener) -> listener.peerUpdated(peer));
	}

	void down(PeerId peer, DownReason reason, String detail) {
		logger.info("event=peer_down peer={} reason={} detail=\"{}\"", peer, reason, detail);
		publish((listener) -> listener.peerDown(peer, reason));
	}

	/** Reports the peers that are up to a new listener, and then adds it. */
	void subscribe(PeerListener listener, Collection<NodeInfo> up, Runnable add) {
		this.subscribed = true;
		run(() -> {
			for (NodeInfo peer : up) {
				tell(listener, (told) -> told.peerUp(peer));
			}
			add.run();
		});
	}

	private void publish(Consumer<PeerListener> event) {
		if (!this.subscribed && !this.handlers.hasListeners()) {
			// Nobody to wake a thread for.
			return;
		}
		run(() -> {
			for (PeerListener listener : this.handlers.listeners()) {
				tell(listener, event);
			}
		});
	}

	private void run(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.warn("event=listeners_delayed reason=\"the handler executor rejects tasks\"", ex);
		}
	}

	private static void tell(PeerListener listener, Consumer<PeerListener> event) {
		try {
			event.accept(listener);
		}
		catch (Exception ex) {
			logger.warn("event=listener_failed listener={}", listener, ex);
		}
	}

}

package io.quictransport.internal.peer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.quictransport.NodeInfo;
import io.quictransport.PeerListener;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.messaging.HandlerRegistry;
import io.quictransport.internal.text.Log;

/**
 * Tells the listeners of a transport what happens to peers: one event after another, off
 * the event loops, each listener isolated from failures of the others. A new listener is
 * first told the peers that are up, by each event loop at another time, and hears of each
 * loop's peers from then on. Thread-safe.
 */
final class PeerListeners {

	private static final Log logger = Log.of(PeerListeners.class);

	private final HandlerRegistry handlers;

	private final SerialExecutor executor;

	private final int loops;

	/** Read and changed by the tasks of the executor only, which run in turn. */
	private final List<Joining> joining = new ArrayList<>();

	/**
	 * Makes the listeners of one run.
	 * @param handlers has those that were told of all peers
	 * @param executor runs them
	 * @param loop retries after a rejection by the executor
	 * @param loops the number of event loops
	 */
	PeerListeners(HandlerRegistry handlers, TaskRunner executor, LoopTasks loop, int loops) {
		this.handlers = handlers;
		this.executor = new SerialExecutor(executor, loop);
		this.loops = loops;
	}

	boolean exist() {
		return this.handlers.hasListeners();
	}

	/** Runs a task after all those before it. */
	void execute(Runnable task) {
		this.executor.execute(task);
	}

	/** Tells an event of a peer of one event loop; in a task of the executor. */
	void tellAll(int loop, Consumer<PeerListener> event) {
		for (PeerListener listener : this.handlers.listeners()) {
			tell(listener, event);
		}
		for (Joining each : this.joining) {
			if (each.joined.get(loop)) {
				tell(each.listener, event);
			}
		}
	}

	/**
	 * Reports the peers of one event loop that are up to a new listener, which is added
	 * when it knows those of all.
	 */
	void join(Joining newcomer, int loop, Collection<NodeInfo> up) {
		execute(() -> {
			for (NodeInfo peer : up) {
				tell(newcomer.listener, (told) -> told.peerUp(peer));
			}
			if (newcomer.joined.isEmpty()) {
				this.joining.add(newcomer);
			}
			newcomer.joined.set(loop);
			if (newcomer.joined.cardinality() == this.loops) {
				this.joining.remove(newcomer);
				newcomer.add.run();
			}
		});
	}

	private static void tell(PeerListener listener, Consumer<PeerListener> event) {
		try {
			event.accept(listener);
		}
		catch (Throwable ex) {
			logger.warn("event=listener_failed listener={}", listener, ex);
		}
	}

	/** Represents a listener that does not know the peers of all event loops yet. */
	static final class Joining {

		private final PeerListener listener;

		private final Runnable add;

		private final BitSet joined = new BitSet();

		/**
		 * Makes a newcomer.
		 * @param listener the listener
		 * @param add adds it to those that are told everything
		 */
		Joining(PeerListener listener, Runnable add) {
			this.listener = listener;
			this.add = add;
		}

	}

}

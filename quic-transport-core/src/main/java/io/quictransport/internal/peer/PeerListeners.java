package io.quictransport.internal.peer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.quictransport.NodeInfo;
import io.quictransport.PeerListener;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.messaging.HandlerRegistry;
import io.quictransport.internal.text.Log;

/**
 * Notifies the listeners of a transport of what happens to peers: one event after
 * another, off the event loops, each listener isolated from failures of the others. A new
 * listener is first notified of the peers that are up. Each event loop does that for its
 * own peers, and reports their changes from then on. Thread-safe.
 */
final class PeerListeners {

	private static final Log logger = Log.of(PeerListeners.class);

	private final HandlerRegistry handlers;

	private final SerialExecutor executor;

	private final int loops;

	/**
	 * The listeners that do not know the peers of all event loops yet. Read and changed
	 * by the tasks of the executor only, which run in turn.
	 */
	private final List<Pending> pending = new ArrayList<>();

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
		for (Pending each : this.pending) {
			if (each.isWanted() && each.joined.get(loop)) {
				tell(each.listener, event);
			}
		}
	}

	/**
	 * Reports the peers of one event loop that are up to a new listener, which is added
	 * when it knows those of all.
	 */
	void join(Pending newcomer, int loop, Collection<NodeInfo> up) {
		execute(() -> {
			if (!newcomer.isWanted()) {
				this.pending.remove(newcomer);
				return;
			}
			for (NodeInfo peer : up) {
				tell(newcomer.listener, (told) -> told.peerUp(peer));
			}
			if (newcomer.joined.isEmpty()) {
				this.pending.add(newcomer);
			}
			newcomer.joined.set(loop);
			if (newcomer.joined.cardinality() == this.loops) {
				this.pending.remove(newcomer);
				newcomer.add.run();
			}
		});
	}

	private static void tell(PeerListener listener, Consumer<PeerListener> event) {
		try {
			event.accept(listener);
		}
		catch (Throwable ex) {
			logger.warn("event=listener_failed listener=\"{}\" reason=\"{}\"", listener, ex, ex);
		}
	}

	/** Represents a listener that does not know the peers of all event loops yet. */
	static final class Pending {

		private final PeerListener listener;

		private final BooleanSupplier ended;

		private final Runnable add;

		private final BitSet joined = new BitSet();

		private volatile boolean withdrawn;

		/**
		 * Makes a newcomer.
		 * @param listener the listener
		 * @param ended whether it is to hear no more
		 * @param add adds it to those that are told everything
		 */
		Pending(PeerListener listener, BooleanSupplier ended, Runnable add) {
			this.listener = listener;
			this.ended = ended;
			this.add = add;
		}

		/** It is added without being told who is up: an event loop has ended. */
		void withdraw() {
			this.withdrawn = true;
		}

		private boolean isWanted() {
			return !this.withdrawn && !this.ended.getAsBoolean();
		}

	}

}

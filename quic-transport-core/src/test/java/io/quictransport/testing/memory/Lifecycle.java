package io.quictransport.testing.memory;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.quictransport.NetworkException;
import io.quictransport.TransportState;
import org.jspecify.annotations.Nullable;

/**
 * Holds the state of a transport and its run. Changed under the monitor, read by any
 * thread.
 */
final class Lifecycle {

	private final InMemoryNetwork network;

	private final Supplier<Node> runs;

	private volatile TransportState state = TransportState.STOPPED;

	private volatile @Nullable Node node;

	/** The start that was last, or the stop that is under way. */
	private CompletableFuture<Void> transition = new LoopFuture<>();

	Lifecycle(InMemoryNetwork network, Supplier<Node> runs) {
		this.network = network;
		this.runs = runs;
	}

	synchronized CompletableFuture<Void> start() {
		if (this.state == TransportState.STOPPING) {
			return this.transition.thenCompose((stopped) -> start());
		}
		if (this.state == TransportState.STOPPED) {
			this.state = TransportState.STARTING;
			LoopFuture<Void> started = new LoopFuture<>();
			this.transition = started;
			this.network.loop().execute(() -> begin(started));
		}
		return this.transition;
	}

	private void begin(LoopFuture<Void> started) {
		Node run = this.runs.get();
		try {
			this.network.places().bind(run);
		}
		catch (NetworkException ex) {
			enter(TransportState.STOPPED, null);
			started.completeExceptionally(ex);
			return;
		}
		enter(TransportState.RUNNING, run);
		this.network.dialAll();
		LoopFuture.done(started);
	}

	synchronized CompletableFuture<Void> stop() {
		Node run = this.node;
		if (this.state == TransportState.STARTING) {
			return this.transition.handle((started, cause) -> started).thenCompose((started) -> stop());
		}
		if (this.state == TransportState.STOPPING) {
			return this.transition;
		}
		LoopFuture<Void> stopped = new LoopFuture<>();
		if (run == null) {
			LoopFuture.done(stopped);
			return stopped;
		}
		this.state = TransportState.STOPPING;
		this.transition = stopped;
		this.network.loop().execute(() -> run.stop(() -> {
			enter(TransportState.STOPPED, null);
			LoopFuture.done(stopped);
		}));
		return stopped;
	}

	/** Enters the state; the run, null if there is none that can drain. */
	synchronized @Nullable Node drain() {
		Node run = usable();
		if (run != null) {
			this.state = TransportState.DRAINING;
		}
		return run;
	}

	/** Leaves the state of a drain; the run, null if there is none. */
	synchronized @Nullable Node undrain() {
		Node run = usable();
		if (run != null && this.state == TransportState.DRAINING) {
			this.state = TransportState.RUNNING;
		}
		return run;
	}

	private synchronized void enter(TransportState next, @Nullable Node run) {
		this.node = run;
		this.state = next;
	}

	TransportState state() {
		return this.state;
	}

	@Nullable Node node() {
		return this.node;
	}

	/** The run that takes calls, null when there is none. */
	@Nullable Node usable() {
		Node run = this.node;
		return (this.state == TransportState.STOPPING) ? null : run;
	}

}

package io.quictransport.sample;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.quictransport.PeerId;
import io.quictransport.spring.boot.messaging.NodeController;
import org.jspecify.annotations.Nullable;

/**
 * Serves the calls of the other nodes.
 */
@NodeController
final class BoardHandlers implements BoardApi {

	private final KeyOwner owner;

	private final Incoming incoming;

	private final NodeStatus status;

	BoardHandlers(KeyOwner owner, Incoming incoming, NodeStatus status) {
		this.owner = owner;
		this.incoming = incoming;
		this.status = status;
	}

	@Override
	public CompletableFuture<Answer> command(PeerId peer, Command command, @Nullable Duration left) {
		return CompletableFuture.completedFuture(this.owner.carryOut(command));
	}

	@Override
	public CompletableFuture<Void> changed(PeerId peer, Entry entry, @Nullable Duration left) {
		this.incoming.take(entry);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<NodeView> status(PeerId peer, @Nullable Duration left) {
		return CompletableFuture.completedFuture(this.status.view());
	}

}

package io.quictransport.internal.peer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.loop.TransportFuture;

/**
 * Completes futures when connections of a peer are closed: those that were open at the
 * call, not one that the peer dials meanwhile. Confined to the event loop.
 */
final class AwaitedCloses {

	private final List<Awaited> waiting = new ArrayList<>();

	/**
	 * Begins to wait.
	 * @param open the connections that must be closed
	 * @return completes when they are, at once if there are none
	 */
	CompletableFuture<Void> await(Collection<Connection> open) {
		Awaited awaited = new Awaited(new HashSet<>(open), new TransportFuture<>());
		if (!awaited.completeIfClosed()) {
			this.waiting.add(awaited);
		}
		return awaited.closed();
	}

	/** One connection is closed. */
	void closed(Connection connection) {
		this.waiting.forEach((awaited) -> awaited.open().remove(connection));
		this.waiting.removeIf(Awaited::completeIfClosed);
	}

	/**
	 * Represents one waiting caller.
	 *
	 * @param open the connections that are not closed yet
	 * @param closed completes when all are closed
	 */
	private record Awaited(Set<Connection> open, CompletableFuture<Void> closed) {

		@SuppressWarnings("NullAway") // Void has no value but null
		private boolean completeIfClosed() {
			if (this.open.isEmpty()) {
				this.closed.complete(null);
			}
			return this.open.isEmpty();
		}

	}

}

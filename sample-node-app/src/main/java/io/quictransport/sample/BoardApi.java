package io.quictransport.sample;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.quictransport.PeerId;
import io.quictransport.spring.boot.messaging.NodeExchange;
import org.jspecify.annotations.Nullable;

/**
 * Defines the calls between nodes: each node makes them, and each serves them
 * ({@link BoardHandlers}). The peer is the node at the other end, the duration the time
 * that is left for a call.
 */
interface BoardApi {

	@NodeExchange(NodePaths.COMMAND)
	CompletableFuture<Answer> command(PeerId peer, Command command, @Nullable Duration left);

	@NodeExchange(NodePaths.CHANGED)
	CompletableFuture<Void> changed(PeerId peer, Entry entry, @Nullable Duration left);

	@NodeExchange(NodePaths.STATUS)
	CompletableFuture<NodeView> status(PeerId peer, @Nullable Duration left);

}

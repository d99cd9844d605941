package io.quictransport.testing.memory;

import java.util.concurrent.CompletableFuture;

import io.quictransport.NetworkException;
import io.quictransport.internal.loop.TransportFuture;

/**
 * Completes like any future, but rejects waiting on an event loop.
 *
 * @param <T> the type of the result
 */
class LoopFuture<T> extends TransportFuture<T> {

	static <T> LoopFuture<T> failed(NetworkException cause) {
		LoopFuture<T> failed = new LoopFuture<>();
		failed.completeExceptionally(cause);
		return failed;
	}

	@SuppressWarnings("NullAway") // Void has no value but null
	static void done(CompletableFuture<Void> future) {
		future.complete(null);
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new LoopFuture<>();
	}

}

package io.quictransport.nodes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.quictransport.PeerId;

/**
 * Makes a call at the node that was chosen.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface NodeAttempt<T> {

	/**
	 * Begins the call.
	 * @param node the node; may be the own one
	 * @param timeout the time that is left, positive
	 * @return completes with the result, or fails with what is known of the call
	 */
	CompletableFuture<T> at(PeerId node, Duration timeout);

}

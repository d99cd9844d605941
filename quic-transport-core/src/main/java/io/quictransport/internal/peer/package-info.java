/**
 * Tracks the peers and the one connection to each: dialling and accepting, precedence of
 * connections, reconnecting, forgetting, and notifying listeners.
 * {@link io.quictransport.internal.peer.Peers} is the entry point, for the run of a
 * transport; it connects the parts and hides them. Uses the packages of messages,
 * connections and endpoints. Confined to the event loop; fields that other threads read
 * are volatile.
 */
@NullMarked
package io.quictransport.internal.peer;

import org.jspecify.annotations.NullMarked;

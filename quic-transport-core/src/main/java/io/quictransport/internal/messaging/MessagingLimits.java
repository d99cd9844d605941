package io.quictransport.internal.messaging;

import java.time.Duration;

import io.quictransport.internal.wire.WireLimits;

/**
 * Limits what one peer may request of this node, and this node of one peer.
 *
 * @param maxInFlight unresolved messages in each direction
 * @param maxQueuedMessages one-way messages that wait for their handlers
 * @param maxQueuedBytes payload bytes that wait, in each direction
 * @param maxHandlers requests that are handled at a time
 * @param maxStreams streams of messages in each direction
 * @param maxTransfers large messages in flight at a time
 * @param maxLanes lanes that this node opens on one connection
 * @param streamBuffer bytes of items that a stream of messages keeps for a slow reader
 * @param streamWriteTimeout how long a reader may read nothing
 * @param laneIdleTimeout after which an unused lane is closed
 * @param stallTimeout how long a stream may make no progress
 * @param wire the largest messages that this node admits
 */
public record MessagingLimits(int maxInFlight, int maxQueuedMessages, long maxQueuedBytes, int maxHandlers,
		int maxStreams, int maxTransfers, int maxLanes, int streamBuffer, Duration streamWriteTimeout,
		Duration laneIdleTimeout, Duration stallTimeout, WireLimits wire) {
}

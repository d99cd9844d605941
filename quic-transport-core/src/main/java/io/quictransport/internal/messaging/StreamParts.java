package io.quictransport.internal.messaging;

import io.quictransport.internal.loop.TransportCounters.Traffic;

/**
 * Holds what the streams of messages with one node share.
 *
 * @param messaging the state that all nodes share
 * @param identity the node at the other end, with its proven identity
 * @param traffic counts the items and bytes
 * @param streamQueue bounds the items that wait in all streams with the node
 */
record StreamParts(Messaging messaging, PeerIdentity identity, Traffic traffic, Quota streamQueue) {
}

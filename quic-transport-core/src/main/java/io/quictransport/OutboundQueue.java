package io.quictransport;

import java.time.Duration;

/**
 * Describes this node's messages to one peer at one moment.
 *
 * @param inFlight requests, openings of streams and one-way messages that are not
 * resolved, those that wait included
 * @param waiting those of them that no stream has taken: they wait for a connection, a
 * stream, earlier messages of their path, or for the peer to admit more
 * @param bytes the payload bytes of all that are in flight, which
 * {@code limits.maxQueuedBytes} bounds
 * @param oldestWait how long the oldest of those that wait has waited since its call,
 * zero if none waits
 */
public record OutboundQueue(int inFlight, int waiting, long bytes, Duration oldestWait) {
}

package io.quictransport.internal.peer;

import java.time.Duration;

/**
 * Defines how peers are dialled and how many are accepted.
 *
 * @param connectTimeout how long all addresses of a peer may take together
 * @param minBackoff the initial bound of the back-off between two rounds of dials
 * @param maxBackoff the largest bound of the back-off
 * @param maxInboundConnections open connections that peers have dialled
 */
public record PeerSettings(Duration connectTimeout, Duration minBackoff, Duration maxBackoff,
		int maxInboundConnections) {
}

package io.quictransport;

import java.time.Duration;

/**
 * What QUIC knows of the path to a peer, as it stood when it was last sampled, which is
 * with every PING that is answered. Packets count since the connection began.
 *
 * @param smoothedRtt the round-trip time that congestion control reckons with
 * @param congestionWindow bytes that may be under way unacknowledged
 * @param maxUdpPayload the largest UDP payload that the path is known to take, in bytes
 * @param packetsSent packets sent
 * @param packetsReceived packets received
 * @param packetsLost packets sent that were found to be lost
 */
public record PathStats(Duration smoothedRtt, long congestionWindow, int maxUdpPayload, long packetsSent,
		long packetsReceived, long packetsLost) {
}

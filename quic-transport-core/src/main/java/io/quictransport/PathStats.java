package io.quictransport;

import java.time.Duration;

/**
 * Reports QUIC's statistics of the path to a peer as of the last sample, which is taken
 * with every answered PING. Packets are counted since the connection began.
 *
 * @param smoothedRtt the round-trip time that congestion control uses
 * @param congestionWindow bytes that may be in flight unacknowledged
 * @param maxUdpPayload the largest UDP payload that the path is known to take, in bytes
 * @param packetsSent packets sent
 * @param packetsReceived packets received
 * @param packetsLost packets sent that were found to be lost
 */
public record PathStats(Duration smoothedRtt, long congestionWindow, int maxUdpPayload, long packetsSent,
		long packetsReceived, long packetsLost) {
}

package io.quictransport;

import java.time.Duration;

/**
 * The figures of the paths to all peers, as they stood at one moment. Packets count since
 * the transport was made.
 *
 * @param packetsSent packets sent, on all connections
 * @param packetsReceived packets received
 * @param packetsLost packets sent that were found to be lost
 * @param highestRtt the longest of the connected peers' last measured round-trip times;
 * zero when there is none
 * @param meanCongestionWindow the mean of the live connections' congestion windows in
 * bytes; zero when there is none
 */
public record PathTotals(long packetsSent, long packetsReceived, long packetsLost, Duration highestRtt,
		long meanCongestionWindow) {

	/** No packet, ever. */
	public static final PathTotals NONE = new PathTotals(0, 0, 0, Duration.ZERO, 0);

}

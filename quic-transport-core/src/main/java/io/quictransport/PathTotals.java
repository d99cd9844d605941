package io.quictransport;

import java.time.Duration;

/**
 * Reports the metrics of the paths to all peers at one moment. Packets are counted since
 * the transport was made.
 *
 * @param packetsSent packets sent, on all connections
 * @param packetsReceived packets received
 * @param packetsLost packets sent that were found to be lost
 * @param meanRtt the mean of the connected peers' last measured round-trip times; zero
 * when there is none
 * @param highestRtt the longest of these; zero when there is none
 * @param meanCongestionWindow the mean of the live connections' congestion windows in
 * bytes; zero when there is none
 */
public record PathTotals(long packetsSent, long packetsReceived, long packetsLost, Duration meanRtt,
		Duration highestRtt, long meanCongestionWindow) {

	/** The totals before the first packet. */
	public static final PathTotals NONE = new PathTotals(0, 0, 0, Duration.ZERO, Duration.ZERO, 0);

}

package io.quictransport;

import java.time.Duration;

/**
 * Counts the packets of a moving window of time.
 *
 * @param window the time that is covered, which is shorter at the beginning of a
 * connection
 * @param sent the packets that this node sent
 * @param lost those of its packets that were found to be lost
 */
public record PacketLoss(Duration window, long sent, long lost) {

	/**
	 * The share of the packets that were lost.
	 * @return from 0 to 1, also if packets of an earlier time were found to be lost
	 */
	public double ratio() {
		return (this.lost == 0) ? 0 : Math.min(1, (double) this.lost / Math.max(1, this.sent));
	}

}

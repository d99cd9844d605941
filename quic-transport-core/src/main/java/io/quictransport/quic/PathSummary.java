package io.quictransport.quic;

import java.time.Duration;
import java.util.Collection;
import java.util.LongSummaryStatistics;

import io.quictransport.PathStats;

/**
 * What the paths to all connected peers have in common.
 *
 * @param rtts the last measured round-trip times in nanoseconds
 * @param congestionWindows the last sampled congestion windows in bytes
 */
record PathSummary(LongSummaryStatistics rtts, LongSummaryStatistics congestionWindows) {

	static final PathSummary NONE = new PathSummary(new LongSummaryStatistics(), new LongSummaryStatistics());

	static PathSummary of(Collection<PeerState> peers) {
		PathSummary summary = new PathSummary(new LongSummaryStatistics(), new LongSummaryStatistics());
		for (PeerState peer : peers) {
			Connection connection = peer.live();
			if (connection != null) {
				summary.add(connection.liveness());
			}
		}
		return summary;
	}

	private void add(Liveness liveness) {
		Duration rtt = liveness.rtt();
		if (rtt != null) {
			this.rtts.accept(rtt.toNanos());
		}
		PathStats path = liveness.path().last();
		if (path != null) {
			this.congestionWindows.accept(path.congestionWindow());
		}
	}

	Duration meanRtt() {
		return Duration.ofNanos((long) this.rtts.getAverage());
	}

	Duration highestRtt() {
		return Duration.ofNanos((this.rtts.getCount() > 0) ? this.rtts.getMax() : 0);
	}

	long meanCongestionWindow() {
		return (long) this.congestionWindows.getAverage();
	}

}

package io.quictransport.internal.loop;

import java.time.Duration;
import java.util.LongSummaryStatistics;

import io.quictransport.PathStats;
import org.jspecify.annotations.Nullable;

/**
 * Summarizes the paths to all connected peers.
 *
 * @param rtts the last measured round-trip times in nanoseconds
 * @param congestionWindows the last sampled congestion windows in bytes
 */
public record PathSummary(LongSummaryStatistics rtts, LongSummaryStatistics congestionWindows) {

	public static final PathSummary NONE = new PathSummary(new LongSummaryStatistics(), new LongSummaryStatistics());

	/** Adds the known values of one path. */
	public void add(@Nullable Duration rtt, @Nullable PathStats path) {
		if (rtt != null) {
			this.rtts.accept(rtt.toNanos());
		}
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

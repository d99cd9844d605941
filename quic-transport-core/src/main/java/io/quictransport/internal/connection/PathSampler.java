package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicConnectionStats;
import io.netty.handler.codec.quic.QuicStreamType;
import io.quictransport.ConnectionActivity;
import io.quictransport.PathStats;
import io.quictransport.StreamLoad;
import io.quictransport.internal.connection.ConnectionLink.Session;
import io.quictransport.internal.loop.TransportCounters;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the codec's last statistics of a connection, so that readers of metrics do not
 * have to wait for the event loop. Sampled on the event loop, read by any thread.
 */
final class PathSampler {

	/**
	 * While the peer is heard its losses are looked at so often. A look costs as much as
	 * several messages do, which counts where there are many peers.
	 */
	private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final QuicChannel channel;

	private final TransportCounters counters;

	private final PathLoss loss = new PathLoss();

	private final RecentLoss recentLoss;

	/** When the totals were taken last. */
	private long sampledAt;

	private volatile @Nullable PathStats last;

	private long sent;

	private long sentBytes;

	private long lostBytes;

	private long repeatedBytes;

	private long received;

	private long lost;

	PathSampler(QuicChannel channel, TransportCounters counters, long now) {
		this.channel = channel;
		this.sampledAt = now;
		this.recentLoss = new RecentLoss(now);
		this.counters = counters;
	}

	/** Takes the totals if the last ones are old enough. */
	void sampleInTurn(long now) {
		if (now - this.sampledAt >= INTERVAL_NANOS) {
			totals(now);
		}
	}

	/** Takes the totals and measures the path. */
	void sample(long now) {
		QuicConnectionStats totals = totals(now);
		if (totals != null) {
			QuicConnectionPathStats path = activePath((int) totals.pathsCount());
			if (path != null) {
				this.last = new PathStats(Duration.ofNanos(path.rtt()), path.cwnd(), (int) path.pmtu(), totals.sent(),
						totals.recv(), totals.lost());
			}
		}
	}

	/** What has been sent so far. */
	NarrowPathWatch.Traffic traffic(long now) {
		QuicConnectionStats totals = totals(now);
		PathStats path = this.last;
		if (totals != null) {
			this.sentBytes = totals.sentBytes();
			this.lostBytes = totals.lostBytes();
			this.repeatedBytes = totals.streamRetransBytes();
		}
		return new NarrowPathWatch.Traffic(this.sent, this.sentBytes, this.lostBytes, this.repeatedBytes, this.received,
				(path != null) ? path.maxUdpPayload() : 0);
	}

	/** The codec's totals; on the event loop it answers at once, or has no value. */
	private @Nullable QuicConnectionStats totals(long now) {
		this.sampledAt = now;
		QuicConnectionStats totals = this.channel.collectStats().getNow();
		if (totals != null) {
			long sent = totals.sent() - this.sent;
			long lost = totals.lost() - this.lost;
			this.loss.add(sent, lost, now);
			this.recentLoss.add(sent, lost, now);
			count(totals);
		}
		return totals;
	}

	/**
	 * Measures the path now, and describes the connection with it.
	 * @param session the messages that it carries
	 * @param open its open streams
	 * @param lastHeard when the peer was last heard
	 * @param now the time
	 */
	ConnectionActivity describe(Session session, int open, long lastHeard, long now) {
		sample(now);
		StreamLoad streams = session.streams(open, this.channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL));
		return new ConnectionActivity(streams, Duration.ofNanos(now - lastHeard), this.last,
				this.recentLoss.snapshot(now));
	}

	/** The connection is closed; the codec has kept its totals. */
	void end() {
		if (this.channel.eventLoop().isShutdown()) {
			// The event loop has ended, and the codec answers no more.
			return;
		}
		QuicConnectionStats totals = this.channel.collectStats().getNow();
		if (totals != null) {
			count(totals);
		}
	}

	/** Whether packets of this end were lost lately. */
	boolean isLossy() {
		return this.loss.isLossy();
	}

	/** The last sample, null before the first. */
	@Nullable PathStats last() {
		return this.last;
	}

	private void count(QuicConnectionStats totals) {
		this.counters.packetsSent.add(totals.sent() - this.sent);
		this.counters.packetsReceived.add(totals.recv() - this.received);
		this.counters.packetsLost.add(totals.lost() - this.lost);
		this.sent = totals.sent();
		this.received = totals.recv();
		this.lost = totals.lost();
	}

	private @Nullable QuicConnectionPathStats activePath(int paths) {
		for (int i = 0; i < paths; i++) {
			QuicConnectionPathStats path = this.channel.collectPathStats(i).getNow();
			if (path != null && path.active()) {
				return path;
			}
		}
		return null;
	}

}

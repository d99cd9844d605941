package io.quictransport.internal.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

import io.quictransport.ConnectionStats;
import io.quictransport.ErrorCode;
import io.quictransport.HandlerStats;
import io.quictransport.HandshakeStats;
import io.quictransport.MessageStats;
import io.quictransport.PathStats;
import io.quictransport.PathTotals;
import io.quictransport.QuicStreamStats;
import io.quictransport.TransportStats;
import org.jspecify.annotations.Nullable;

/**
 * Counts the metrics of a transport, over all its starts. Any thread may add.
 */
public final class TransportCounters {

	public final LongAdder dialled = new LongAdder();

	public final LongAdder accepted = new LongAdder();

	public final LongAdder closed = new LongAdder();

	public final LongAdder refused = new LongAdder();

	public final LongAdder handshakes = new LongAdder();

	public final LongAdder handshakeNanos = new LongAdder();

	public final LongAdder handshakeFailures = new LongAdder();

	public final LongAdder replaced = new LongAdder();

	/** Open streams: this count also decreases, like the next three. */
	public final LongAdder streams = new LongAdder();

	public final LongAdder lanes = new LongAdder();

	public final LongAdder messageStreams = new LongAdder();

	public final LongAdder waitingStreams = new LongAdder();

	public final LongAdder packetsSent = new LongAdder();

	public final LongAdder packetsReceived = new LongAdder();

	public final LongAdder packetsLost = new LongAdder();

	public final LongAdder streamsOpened = new LongAdder();

	private final Map<ErrorCode, LongAdder> errors = new EnumMap<>(ErrorCode.class);

	/** What each event loop counts, in the order of the loops. */
	private volatile List<OfLoop> loops = List.of();

	public TransportCounters() {
		for (ErrorCode code : ErrorCode.values()) {
			this.errors.put(code, new LongAdder());
		}
	}

	/**
	 * Begins a run. Handlers are counted anew, since one that outlives a stop cannot
	 * report its end to the new run.
	 * @param eventLoops the number of event loops
	 * @return what each of them counts
	 */
	public List<OfLoop> begin(int eventLoops) {
		List<OfLoop> before = this.loops;
		List<OfLoop> next = new ArrayList<>();
		for (int i = 0; i < eventLoops; i++) {
			OfLoop last = (i < before.size()) ? before.get(i) : new OfLoop(new Traffic(), new Work(), new Handlers());
			next.add(new OfLoop(last.traffic(), last.work(), new Handlers()));
		}
		this.loops = List.copyOf(next);
		return this.loops;
	}

	/** How long an event loop has worked over all starts. */
	public Duration worked(int loop) {
		List<OfLoop> counted = this.loops;
		return (loop < counted.size()) ? counted.get(loop).work().sum() : Duration.ZERO;
	}

	private long sum(ToLongFunction<OfLoop> count) {
		return this.loops.stream().mapToLong(count).sum();
	}

	private QuicStreamStats streams() {
		return new QuicStreamStats(this.streams.intValue(), this.lanes.intValue(), this.messageStreams.intValue(),
				this.waitingStreams.intValue(), this.streamsOpened.sum());
	}

	private PathTotals paths(Paths summary) {
		return new PathTotals(this.packetsSent.sum(), this.packetsReceived.sum(), this.packetsLost.sum(),
				summary.meanRtt(), summary.highestRtt(), summary.meanCongestionWindow());
	}

	private MessageStats messages(int inFlight) {
		return new MessageStats(sum((loop) -> loop.traffic().messagesSent()),
				sum((loop) -> loop.traffic().messagesReceived()), sum((loop) -> loop.traffic().bytesSent()),
				sum((loop) -> loop.traffic().bytesReceived()), inFlight);
	}

	/**
	 * A connection was not established.
	 * @param accepted whether the peer has dialled, so that it counts as refused
	 * @param planned whether that is no error
	 */
	public void handshakeFailed(boolean accepted, ErrorCode code, boolean planned) {
		if (!planned) {
			this.handshakeFailures.increment();
		}
		if (accepted) {
			this.refused.increment();
			if (!planned) {
				error(code);
			}
		}
	}

	public void error(ErrorCode code) {
		errors(code, 1);
	}

	public void errors(ErrorCode code, int count) {
		LongAdder adder = this.errors.get(code);
		if (adder != null) {
			adder.add(count);
		}
	}

	/** Describes a transport that has no run. */
	public TransportStats snapshot() {
		return snapshot(0, 0, new Paths());
	}

	/**
	 * Describes a transport that has one.
	 * @param connections the number of connected peers
	 * @param inFlight the number of unresolved calls
	 * @param paths the paths to the peers
	 */
	public TransportStats snapshot(int connections, int inFlight, Paths paths) {
		Map<ErrorCode, Long> failed = new EnumMap<>(ErrorCode.class);
		this.errors.forEach((code, count) -> {
			if (count.sum() > 0) {
				failed.put(code, count.sum());
			}
		});
		return new TransportStats(
				new ConnectionStats(connections, this.dialled.sum(), this.accepted.sum(), this.closed.sum(),
						this.refused.sum(), this.replaced.sum()),
				new HandshakeStats(this.handshakes.sum(), Duration.ofNanos(this.handshakeNanos.sum()),
						this.handshakeFailures.sum()),
				streams(), paths(paths), messages(inFlight),
				new HandlerStats((int) sum((loop) -> loop.handlers().count())), failed);
	}

	/**
	 * Holds what one event loop counts.
	 *
	 * @param traffic with all peers of the loop, over all starts
	 * @param work of the loop, over all starts
	 * @param handlers of this run
	 */
	public record OfLoop(Traffic traffic, Work work, Handlers handlers) {
	}

	/** Sums up how long an event loop has worked. Changed on that event loop only. */
	public static final class Work {

		private final LoopCounter nanos = new LoopCounter();

		public void add(long worked) {
			this.nanos.add(worked);
		}

		public Duration sum() {
			return Duration.ofNanos(this.nanos.get());
		}

	}

	/**
	 * Counts the messages and payload bytes sent to and received from one peer, or all
	 * peers of an event loop. What is counted for one peer also counts for all. Changed
	 * on that event loop only.
	 */
	public static final class Traffic {

		private final @Nullable Traffic all;

		private final LoopCounter messagesSent = new LoopCounter();

		private final LoopCounter messagesReceived = new LoopCounter();

		private final LoopCounter bytesSent = new LoopCounter();

		private final LoopCounter bytesReceived = new LoopCounter();

		/** Makes the counters of one peer. */
		public Traffic(Traffic all) {
			this.all = all;
		}

		/** Makes the counters of all peers of an event loop. */
		public Traffic() {
			this.all = null;
		}

		public void sent(int bytes) {
			if (this.all != null) {
				this.all.sent(bytes);
			}
			this.messagesSent.add(1);
			this.bytesSent.add(bytes);
		}

		public void received(int bytes) {
			if (this.all != null) {
				this.all.received(bytes);
			}
			this.messagesReceived.add(1);
			this.bytesReceived.add(bytes);
		}

		public long messagesSent() {
			return this.messagesSent.get();
		}

		public long messagesReceived() {
			return this.messagesReceived.get();
		}

		public long bytesSent() {
			return this.bytesSent.get();
		}

		public long bytesReceived() {
			return this.bytesReceived.get();
		}

	}

	/**
	 * Counts the running handlers and the messages that wait for theirs. All begin on the
	 * event loop and most end there; the rest end on threads of the executor.
	 */
	public static final class Handlers {

		private final LoopCounter onLoop = new LoopCounter();

		private final LongAdder endedElsewhere = new LongAdder();

		/** One begins; on the event loop. */
		public void begin() {
			this.onLoop.add(1);
		}

		/** One ends on the event loop. */
		public void end() {
			this.onLoop.add(-1);
		}

		/** One ends on any thread. */
		public void endElsewhere() {
			this.endedElsewhere.increment();
		}

		public int count() {
			// In this order: what ends in between is counted as begun.
			long ended = this.endedElsewhere.sum();
			return (int) (this.onLoop.get() - ended);
		}

	}

	/**
	 * Summarizes the paths to all connected peers.
	 *
	 * @param rtts the last measured round-trip times in nanoseconds
	 * @param congestionWindows the last sampled congestion windows in bytes
	 */
	public record Paths(LongSummaryStatistics rtts, LongSummaryStatistics congestionWindows) {

		/** Makes a summary of no path. */
		public Paths() {
			this(new LongSummaryStatistics(), new LongSummaryStatistics());
		}

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

}

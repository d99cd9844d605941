package io.quictransport.internal.loop;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.quictransport.ErrorCode;
import io.quictransport.PathTotals;
import io.quictransport.StreamStats;
import io.quictransport.TransportStats;

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

	public final Traffic traffic = new Traffic();

	private final Map<ErrorCode, LongAdder> errors = new EnumMap<>(ErrorCode.class);

	private volatile HandlersAtWork handlers = new HandlersAtWork();

	public TransportCounters() {
		for (ErrorCode code : ErrorCode.values()) {
			this.errors.put(code, new LongAdder());
		}
	}

	/**
	 * Starts a new count of handlers, as each start does: a handler that outlives a stop
	 * cannot report its end to the new run.
	 * @return the new count
	 */
	public HandlersAtWork countHandlers() {
		HandlersAtWork counted = new HandlersAtWork();
		this.handlers = counted;
		return counted;
	}

	private StreamStats streams() {
		return new StreamStats(this.streams.intValue(), this.lanes.intValue(), this.messageStreams.intValue(),
				this.waitingStreams.intValue(), this.streamsOpened.sum());
	}

	private PathTotals paths(PathSummary summary) {
		return new PathTotals(this.packetsSent.sum(), this.packetsReceived.sum(), this.packetsLost.sum(),
				summary.highestRtt(), summary.meanCongestionWindow());
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

	public TransportStats snapshot(int connections, int inFlight, PathSummary paths) {
		Map<ErrorCode, Long> failed = new EnumMap<>(ErrorCode.class);
		this.errors.forEach((code, count) -> {
			if (count.sum() > 0) {
				failed.put(code, count.sum());
			}
		});
		return new TransportStats(connections, this.dialled.sum(), this.accepted.sum(), this.closed.sum(),
				this.refused.sum(), this.replaced.sum(), this.handshakes.sum(),
				Duration.ofNanos(this.handshakeNanos.sum()), this.handshakeFailures.sum(), streams(), paths(paths),
				this.traffic.messagesSent.get(), this.traffic.messagesReceived.get(), this.traffic.bytesSent.get(),
				this.traffic.bytesReceived.get(), inFlight, this.handlers.count(), paths.meanRtt(), failed);
	}

}

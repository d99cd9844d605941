package io.quictransport.testing.memory;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.quictransport.ConnectionStats;
import io.quictransport.ErrorCode;
import io.quictransport.HandlerStats;
import io.quictransport.HandshakeStats;
import io.quictransport.MessageStats;
import io.quictransport.PathTotals;
import io.quictransport.TransportStats;

/**
 * Counts the metrics of one transport since it was made. Any thread may count and read.
 */
final class Figures {

	final LongAdder dialled = new LongAdder();

	final LongAdder accepted = new LongAdder();

	final LongAdder closed = new LongAdder();

	final LongAdder refused = new LongAdder();

	final LongAdder failedDials = new LongAdder();

	final Traffic traffic = new Traffic();

	/** Handlers that run or wait. */
	final AtomicInteger handlers = new AtomicInteger();

	private final Map<ErrorCode, LongAdder> errors = new ConcurrentHashMap<>();

	void error(ErrorCode code) {
		this.errors.computeIfAbsent(code, (key) -> new LongAdder()).increment();
	}

	TransportStats snapshot(int connections, int inFlight, Duration rtt) {
		Map<ErrorCode, Long> failures = new EnumMap<>(ErrorCode.class);
		this.errors.forEach((code, count) -> failures.put(code, count.sum()));
		return TransportStats.NONE
			.withConnections(new ConnectionStats(connections, this.dialled.sum(), this.accepted.sum(),
					this.closed.sum(), this.refused.sum(), 0))
			.withHandshakes(
					new HandshakeStats(this.dialled.sum() + this.accepted.sum(), Duration.ZERO, this.failedDials.sum()))
			.withPaths(new PathTotals(0, 0, 0, rtt, Duration.ZERO, 0))
			.withMessages(this.traffic.snapshot(inFlight))
			.withHandlers(new HandlerStats(this.handlers.get()))
			.withErrors(failures);
	}

	/**
	 * What went to and came from one peer, or all.
	 */
	static final class Traffic {

		final LongAdder messagesSent = new LongAdder();

		final LongAdder messagesReceived = new LongAdder();

		final LongAdder bytesSent = new LongAdder();

		final LongAdder bytesReceived = new LongAdder();

		MessageStats snapshot(int inFlight) {
			return new MessageStats(this.messagesSent.sum(), this.messagesReceived.sum(), this.bytesSent.sum(),
					this.bytesReceived.sum(), inFlight);
		}

		void sent(int bytes) {
			this.messagesSent.increment();
			this.bytesSent.add(bytes);
		}

		void received(int bytes) {
			this.messagesReceived.increment();
			this.bytesReceived.add(bytes);
		}

	}

}

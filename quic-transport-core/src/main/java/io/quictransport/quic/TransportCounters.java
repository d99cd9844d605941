package io.quictransport.quic;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.quictransport.ErrorCode;
import io.quictransport.TransportStats;

/**
 * The figures of a transport, over all its starts. Any thread may add.
 */
final class TransportCounters {

	final LongAdder dialled = new LongAdder();

	final LongAdder accepted = new LongAdder();

	final LongAdder closed = new LongAdder();

	final LongAdder refused = new LongAdder();

	final LongAdder handshakes = new LongAdder();

	final LongAdder handshakeNanos = new LongAdder();

	final LongAdder handshakeFailures = new LongAdder();

	/** Open streams: goes down too. */
	final LongAdder streams = new LongAdder();

	/** Handlers that run and messages that wait for theirs: goes down too. */
	final LongAdder handlers = new LongAdder();

	final Traffic traffic = new Traffic();

	private final Map<ErrorCode, LongAdder> errors = new EnumMap<>(ErrorCode.class);

	TransportCounters() {
		for (ErrorCode code : ErrorCode.values()) {
			this.errors.put(code, new LongAdder());
		}
	}

	void error(ErrorCode code) {
		LongAdder adder = this.errors.get(code);
		if (adder != null) {
			adder.increment();
		}
	}

	TransportStats snapshot(int connections, int inFlight, Duration rtt) {
		Map<ErrorCode, Long> failed = new EnumMap<>(ErrorCode.class);
		this.errors.forEach((code, count) -> {
			if (count.sum() > 0) {
				failed.put(code, count.sum());
			}
		});
		return new TransportStats(connections, this.dialled.sum(), this.accepted.sum(), this.closed.sum(),
				this.refused.sum(), this.handshakes.sum(), Duration.ofNanos(this.handshakeNanos.sum()),
				this.handshakeFailures.sum(), this.streams.intValue(), this.traffic.messagesSent.get(),
				this.traffic.messagesReceived.get(), this.traffic.bytesSent.get(), this.traffic.bytesReceived.get(),
				inFlight, this.handlers.intValue(), rtt, failed);
	}

}

package io.quictransport.spring.boot.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.text.Log;

/**
 * Logs the annotated methods that fail after the core has let go of them. What peers send
 * may be the reason, and a stack trace costs more than a message does, so the lines of
 * each peer are limited as the core limits its own. Thread-safe.
 */
final class HandlerFailureLog {

	/** The most lines a minute for one peer. */
	static final int MOST_LINES = 60;

	/** Of more peers nothing is remembered: all begin again. */
	static final int MOST_PEERS = 1024;

	private static final Log logger = Log.of(HandlerFailureLog.class);

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final LongSupplier clock;

	private final Map<PeerId, Failures> byPeer = new ConcurrentHashMap<>();

	HandlerFailureLog() {
		this(System::nanoTime);
	}

	/** Measures time by another clock. */
	HandlerFailureLog(LongSupplier clock) {
		this.clock = clock;
	}

	void add(MessageStream stream, Throwable failure) {
		long count = next(stream.peer());
		if (count > 0) {
			logger.warn("event=handler_failed peer={} count={} stream=\"{}\" reason=\"{}\"", stream.peer(), count,
					stream.path(), failure, failure);
		}
	}

	void add(PeerId peer, NetworkMessage message, Throwable failure) {
		long count = next(peer);
		if (count > 0) {
			logger.warn("event=handler_failed peer={} count={} one_way=\"{}\" reason=\"{}\"", peer, count, message,
					failure, failure);
		}
	}

	/** The failures that a line logged now stands for, 0 if none is to be logged. */
	private long next(PeerId peer) {
		if (this.byPeer.size() >= MOST_PEERS && !this.byPeer.containsKey(peer)) {
			this.byPeer.clear();
		}
		long now = this.clock.getAsLong();
		return this.byPeer.computeIfAbsent(peer, (id) -> new Failures(now)).next(now);
	}

	/** Counts those of one peer. */
	private static final class Failures {

		private long begun;

		private int lines;

		private long unlogged;

		Failures(long now) {
			this.begun = now;
		}

		synchronized long next(long now) {
			this.unlogged++;
			if (now - this.begun >= MINUTE) {
				this.begun = now;
				this.lines = 0;
			}
			if (this.lines == MOST_LINES) {
				return 0;
			}
			this.lines++;
			long count = this.unlogged;
			this.unlogged = 0;
			return count;
		}

	}

}

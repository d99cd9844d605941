package io.quictransport.spring.boot.security;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.text.Log;

/**
 * Logs the one-way messages that are denied, once a minute at most for each peer: they
 * cost their sender little, and must not cost more here. Thread-safe.
 */
final class DeniedMessages {

	private static final Log logger = Log.of(DeniedMessages.class);

	/** Of more peers nothing is remembered: all begin again. */
	static final int MOST_PEERS = 1024;

	private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final LongSupplier clock;

	private final Map<PeerId, Denials> byPeer = new ConcurrentHashMap<>();

	DeniedMessages() {
		this(System::nanoTime);
	}

	/** Measures time by another clock. */
	DeniedMessages(LongSupplier clock) {
		this.clock = clock;
	}

	void add(PeerId peer, NetworkMessage message, String reason) {
		if (this.byPeer.size() >= MOST_PEERS && !this.byPeer.containsKey(peer)) {
			this.byPeer.clear();
		}
		long count = this.byPeer.computeIfAbsent(peer, (id) -> new Denials()).next(this.clock.getAsLong());
		if (count > 0) {
			logger.warn("event=message_denied peer={} count={} one_way=\"{}\" reason=\"{}\"", peer, count, message,
					reason);
		}
	}

	/** Counts those of one peer. */
	private static final class Denials {

		private long unlogged;

		private long logged;

		private long loggedAt;

		/** The number to log now, with those before that were not; 0 for nothing. */
		synchronized long next(long now) {
			this.unlogged++;
			if (this.logged > 0 && now - this.loggedAt < PAUSE_NANOS) {
				return 0;
			}
			long count = this.unlogged;
			this.logged += count;
			this.loggedAt = now;
			this.unlogged = 0;
			return count;
		}

	}

}

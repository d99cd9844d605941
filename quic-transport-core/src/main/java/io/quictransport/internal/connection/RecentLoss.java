package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.PacketLoss;

/**
 * Counts the packets of the last minute in slots, the eldest of which is dropped when the
 * next one begins. Confined to the event loop.
 */
final class RecentLoss {

	static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final int SLOTS = 12;

	private static final long SLOT_NANOS = WINDOW_NANOS / SLOTS;

	private final long begun;

	/** One slot more than the window has: the current one is not full. */
	private final long[] sent = new long[SLOTS + 1];

	private final long[] lost = new long[SLOTS + 1];

	/** The number of the current slot, counted since the beginning. */
	private long current;

	RecentLoss(long now) {
		this.begun = now;
	}

	/**
	 * Adds what has happened since the last call.
	 * @param sent the packets sent
	 * @param lost the packets found lost
	 * @param now the time
	 */
	void add(long sent, long lost, long now) {
		advance(now);
		int slot = (int) (this.current % this.sent.length);
		this.sent[slot] += sent;
		this.lost[slot] += lost;
	}

	/** Empties the slots that have begun since the last call. */
	private void advance(long now) {
		long slot = (now - this.begun) / SLOT_NANOS;
		long next = Math.max(this.current + 1, slot - SLOTS);
		for (; next <= slot; next++) {
			int index = (int) (next % this.sent.length);
			this.sent[index] = 0;
			this.lost[index] = 0;
		}
		this.current = Math.max(this.current, slot);
	}

	/** The packets of the last minute, and of up to a slot before it. */
	PacketLoss snapshot(long now) {
		advance(now);
		long sent = 0;
		long lost = 0;
		for (int i = 0; i < this.sent.length; i++) {
			sent += this.sent[i];
			lost += this.lost[i];
		}
		long covered = Math.min(now - this.begun, WINDOW_NANOS + (now - this.begun) % SLOT_NANOS);
		return new PacketLoss(Duration.ofNanos(covered), sent, lost);
	}

}

package io.quictransport.internal.endpoint;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import io.quictransport.internal.text.Log;

/**
 * Tracks the inbound connections that are in their handshake. Up to a quarter of the
 * limit at a time, and up to the limit in a second, any sender may begin one; beyond
 * that, clients must first prove their address, and each address may have half of the
 * limit. So a sender with forged addresses can occupy a quarter at most, also of the
 * share of an address that it forges, and not every datagram that resembles a handshake
 * costs one. Thread-safe: the event loops of a node share it, and it is not on a
 * message's path.
 *
 * @param <C> the type of a connection
 */
final class HalfOpen<C> {

	private static final Log logger = Log.of(HalfOpen.class);

	private static final long WARNING_INTERVAL = TimeUnit.MINUTES.toNanos(1);

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final int most;

	private final int withoutProof;

	private final int mostOfAddress;

	private final Map<C, InetAddress> connections = new LinkedHashMap<>();

	private final Map<InetAddress, Integer> ofAddress = new HashMap<>();

	private final LongSupplier nanoTime;

	private long warnedAt;

	private long countedSince;

	private int begun;

	HalfOpen(int most, LongSupplier nanoTime) {
		this.most = most;
		this.nanoTime = nanoTime;
		this.countedSince = nanoTime.getAsLong();
		this.warnedAt = this.countedSince - WARNING_INTERVAL;
		this.withoutProof = Math.max(1, most / 4);
		this.mostOfAddress = (most + 1) / 2;
	}

	synchronized void add(C connection, InetAddress from) {
		if (!isSameSecond(this.nanoTime.getAsLong())) {
			this.countedSince = this.nanoTime.getAsLong();
			this.begun = 0;
		}
		this.begun++;
		this.connections.put(connection, from);
		this.ofAddress.merge(from, 1, Integer::sum);
	}

	synchronized void remove(C connection) {
		InetAddress from = this.connections.remove(connection);
		if (from != null) {
			this.ofAddress.computeIfPresent(from, (address, count) -> (count > 1) ? count - 1 : null);
		}
	}

	synchronized boolean isOverfull() {
		return this.connections.size() > this.most;
	}

	/** Whether clients must prove that their address is theirs. */
	synchronized boolean asksForProof() {
		long now = this.nanoTime.getAsLong();
		if (this.connections.size() < this.withoutProof && (this.begun < this.most || !isSameSecond(now))) {
			return false;
		}
		if (now - this.warnedAt >= WARNING_INTERVAL) {
			this.warnedAt = now;
			logger.warn(
					"event=address_proof_demanded half_open={} max_half_open={} reason=\"many connections are in their handshake\"",
					this.connections.size(), this.most);
		}
		return true;
	}

	private boolean isSameSecond(long now) {
		return now - this.countedSince < SECOND;
	}

	/** Whether a proven address may begin one more. */
	synchronized boolean admits(InetAddress address) {
		return this.ofAddress.getOrDefault(address, 0) < this.mostOfAddress;
	}

}

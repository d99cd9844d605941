package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a connection is replaced by a new one: it is old, has carried many
 * streams, or one of its streams has stalled. Age and number of streams are watched by
 * the end that dialled, so that not both ends dial; a stall by each end for itself.
 * Confined to the event loop.
 *
 * <p>
 * The codec remembers each stream until its connection ends, so a peer that replaces no
 * connection, or goes on on one that was replaced, is asked for a successor in the end,
 * and cut off.
 */
final class ReplacementPolicy {

	private static final Log logger = Log.of(ReplacementPolicy.class);

	/** The number of checks for a stall within the stall timeout. */
	static final int LOOKS = 8;

	/** More streams than a peer opens that has other limits, or is about to replace. */
	static final int SPARE = 100_000;

	/** How many times the limit of the dialling end the other end waits for that. */
	private static final int PATIENCE = 2;

	/** How many times the limit a connection may carry whatever the peer does. */
	private static final int MOST = 4;

	/** The delay before a failed replacement is tried again. */
	private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Subject connection;

	private final long mostAge;

	private final long mostStreams;

	private final long stallNanos;

	private final long begun;

	private long notBefore;

	private long streams;

	ReplacementPolicy(Subject connection, ConnectionContext.Settings settings, long begun) {
		this.connection = connection;
		this.mostAge = settings.maxAge().toNanos();
		this.mostStreams = settings.maxStreams();
		this.stallNanos = settings.stallTimeout().toNanos();
		this.begun = begun;
		this.notBefore = this.begun;
	}

	void streamOpened() {
		this.streams++;
	}

	/** How often to check. */
	long checkInterval() {
		return Math.min(this.stallNanos / LOOKS, this.mostAge / 2);
	}

	/**
	 * Checks whether the connection must be replaced.
	 * @param now the time
	 * @param heard when the peer was last heard: if the whole path is silent, no stream
	 * is to blame
	 */
	void check(long now, long heard) {
		if (isBeyondBounds()) {
			this.connection.closeLater(ErrorCode.CONNECTION_REPLACED, "it has carried " + this.streams
					+ " streams, and the peer has gone on on it (option maxQuicStreams)");
			return;
		}
		if (now - this.notBefore < 0) {
			return;
		}
		if (this.connection.isDialled() && now - this.begun > this.mostAge) {
			replace(now, "it is " + TimeUnit.NANOSECONDS.toMillis(now - this.begun) + " ms old");
		}
		else if (this.streams > (this.connection.isDialled() ? this.mostStreams
				: PATIENCE * this.mostStreams + SPARE)) {
			replace(now, "it has carried " + this.streams + " streams");
		}
		else if (now - heard < this.stallNanos * 3 / 4 && this.connection.isStalled(now, this.stallNanos)) {
			logger.warn(
					"event=connection_stalled peer={} address={} stalled_ms={} reason=\"bytes are not taken or do not arrive\"",
					this.connection.peerName(), this.connection.remoteAddress(),
					TimeUnit.NANOSECONDS.toMillis(this.stallNanos));
			replace(now, "a stream has stalled");
		}
	}

	/** A live one that this node has dialled is all that there may be to the peer. */
	private boolean isBeyondBounds() {
		return this.streams > MOST * this.mostStreams + 2 * SPARE
				&& !(this.connection.isDialled() && this.connection.isLive());
	}

	private void replace(long now, String reason) {
		this.notBefore = now + RETRY_NANOS;
		this.connection.replace(reason);
	}

	/** Represents the connection that may be replaced. */
	interface Subject {

		/** Whether this node has dialled it. */
		boolean isDialled();

		/** Whether a stream had bytes to move and moved none of them for this long. */
		boolean isStalled(long now, long nanos);

		/** Whether it takes new work: no other one has taken over. */
		boolean isLive();

		/** Makes a new connection take over. */
		void replace(String reason);

		/** Closes after the current task, with a reason that both ends see. */
		void closeLater(ErrorCode code, String reason);

		String peerName();

		@Nullable SocketAddress remoteAddress();

	}

}

package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a connection is replaced by a new one: it is old, has carried many
 * streams, or one of its streams has stalled. Age and number of streams are watched by
 * the end that dialled, so that not both ends dial; a stall by each end for itself.
 * Confined to the event loop.
 */
final class ReplacementPolicy {

	private static final Log logger = Log.of(ReplacementPolicy.class);

	/** The number of checks for a stall within the stall timeout. */
	static final int LOOKS = 8;

	/** The delay before a failed replacement is tried again. */
	private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Subject connection;

	private final long mostAge;

	private final int mostStreams;

	private final long stallNanos;

	private final long begun;

	private long notBefore;

	private int streams;

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
		if (now - this.notBefore < 0) {
			return;
		}
		if (this.connection.isDialled() && now - this.begun > this.mostAge) {
			replace(now, "it is " + TimeUnit.NANOSECONDS.toMillis(now - this.begun) + " ms old");
		}
		else if (this.connection.isDialled() && this.streams > this.mostStreams) {
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

		/** Makes a new connection take over. */
		void replace(String reason);

		String peerName();

		@Nullable SocketAddress remoteAddress();

	}

}

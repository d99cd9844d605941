package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.time.Duration;

import io.quictransport.ErrorCode;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Reacts, at the accepting end, to a change of the peer's address under a connection (RFC
 * 9000, section 9.3). The codec follows the peer, but does not resend everything that was
 * in flight to the old address, so messages may hang: the peer is asked to dial a new
 * connection, and the old one is closed soon. Confined to the event loop.
 */
final class PeerAddressChange {

	private static final Log logger = Log.of(PeerAddressChange.class);

	/** How long to wait for messages that may hang before they are sent again. */
	static final Duration PATIENCE = Duration.ofSeconds(1);

	/** A PING and its answer may each be lost once. */
	private static final int ROUND_TRIPS = 4;

	private final Owner connection;

	private final LoopTimer patience;

	/** The PING that must be answered from the new address. */
	private long token;

	private boolean seen;

	PeerAddressChange(Owner connection, LoopTasks loop) {
		this.connection = connection;
		this.patience = new LoopTimer(loop, this::closeIfNotTold);
	}

	/** Whether the peer's address has changed. */
	boolean isSeen() {
		return this.seen;
	}

	void peerMigrated(SocketAddress to) {
		logger.debug("event=peer_migrated peer={} address={}", this.connection.peerName(), to);
		this.connection.addressChanged(to);
		if (this.seen || !this.connection.isOpen()) {
			return;
		}
		this.seen = true;
		this.connection.askForSuccessor();
		this.token = this.connection.ping();
		Duration rtt = this.connection.rtt();
		this.patience.set(PATIENCE.toNanos() + ((rtt != null) ? ROUND_TRIPS * rtt.toNanos() : 0));
	}

	/**
	 * The control stream itself may hang, so that the peer has not received the request.
	 */
	private void closeIfNotTold() {
		if (!this.connection.isAnswered(this.token) && this.connection.isLive()) {
			this.connection.close(ErrorCode.CONNECTION_LOST,
					"the peer's address has changed, and it does not answer PINGs sent to the new one");
		}
	}

	/** Represents the connection whose peer has another address. */
	interface Owner {

		String peerName();

		/** Whether it carries messages for a peer. */
		boolean isOpen();

		/** Whether it is the one that takes new work. */
		boolean isLive();

		/** The peer is at another address from now on. */
		void addressChanged(SocketAddress to);

		/** Asks the peer to dial a successor. */
		void askForSuccessor();

		/**
		 * Sends a PING.
		 * @return its token
		 */
		long ping();

		/** Whether the PING with this token, or a later one, is answered. */
		boolean isAnswered(long token);

		/** The last measured round-trip time, null if there is none. */
		@Nullable Duration rtt();

		/** Closes at once, with a reason that both ends see. */
		void close(ErrorCode code, String reason);

	}

}

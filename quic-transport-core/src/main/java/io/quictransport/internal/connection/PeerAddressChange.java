package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.time.Duration;

import io.quictransport.ErrorCode;
import io.quictransport.internal.loop.LoopTimer;
import io.quictransport.internal.text.Log;

/**
 * Reacts, at the accepting end, to a change of the peer's address under a connection (RFC
 * 9000, section 9.3). The codec follows the peer, but does not resend everything that was
 * in flight to the old address, so messages may hang: the peer is asked to dial a
 * successor, and the connection does not linger. Confined to the event loop.
 */
final class PeerAddressChange {

	private static final Log logger = Log.of(PeerAddressChange.class);

	/** How long to wait for messages that may hang before they are sent again. */
	static final Duration PATIENCE = Duration.ofSeconds(1);

	/** A PING and its answer may each be lost once. */
	private static final int ROUND_TRIPS = 4;

	private final Connection connection;

	private final LoopTimer patience;

	/** The PING that must be answered from the new address. */
	private long token;

	private boolean seen;

	PeerAddressChange(Connection connection, ConnectionContext context) {
		this.connection = connection;
		this.patience = new LoopTimer(context.loop(), this::closeIfNotTold);
	}

	/** Whether the peer's address has changed. */
	boolean isSeen() {
		return this.seen;
	}

	void peerMigrated(SocketAddress to) {
		logger.debug("event=peer_migrated peer={} address={}", this.connection.peerName(), to);
		this.connection.remoteAddressChanged(to);
		if (this.seen || !this.connection.isOpen()) {
			return;
		}
		this.seen = true;
		this.connection.gracefulClose().askForSuccessor();
		this.connection.liveness().ping();
		this.token = this.connection.liveness().lastToken();
		Duration rtt = this.connection.liveness().rtt();
		this.patience.set(PATIENCE.toNanos() + ((rtt != null) ? ROUND_TRIPS * rtt.toNanos() : 0));
	}

	/**
	 * The control stream itself may hang, so that the peer has not received the request.
	 */
	private void closeIfNotTold() {
		if (!this.connection.liveness().isAnswered(this.token) && this.connection.isLive()) {
			this.connection.close(ErrorCode.CONNECTION_LOST,
					"the peer's address has changed, and it does not answer PINGs sent to the new one");
		}
	}

}

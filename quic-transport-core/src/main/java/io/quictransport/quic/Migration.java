package io.quictransport.quic;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an accepting end does when its peer's address has changed under a connection (RFC
 * 9000, section 9.3). The codec follows the peer, but does not send again all that was on
 * its way to the address before, so messages may hang: the peer is asked to dial a
 * successor, and the connection does not linger. Confined to the event loop.
 */
final class Migration {

	private static final Logger logger = LoggerFactory.getLogger(Migration.class);

	/** How long messages that may hang are waited for before they are sent again. */
	static final Duration PATIENCE = Duration.ofSeconds(1);

	/** A PING and its answer may be lost once. */
	private static final int ROUND_TRIPS = 4;

	private final Connection connection;

	private final TransportContext context;

	private boolean seen;

	Migration(Connection connection, TransportContext context) {
		this.connection = connection;
		this.context = context;
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
		this.connection.farewell().askForSuccessor();
		long token = this.connection.liveness().ping();
		Duration rtt = this.connection.liveness().rtt();
		long patience = PATIENCE.toNanos() + ((rtt != null) ? ROUND_TRIPS * rtt.toNanos() : 0);
		this.context.loop.schedule(() -> closeIfNotTold(token), patience, TimeUnit.NANOSECONDS);
	}

	/** What hangs may be the control stream, so that the peer has not been told. */
	private void closeIfNotTold(long token) {
		if (!this.connection.liveness().isAnswered(token) && this.connection.isOpen()
				&& this.connection.peer().live() == this.connection) {
			this.connection.close(ErrorCode.CONNECTION_LOST,
					"the peer's address has changed, and it does not answer PINGs sent to the new one");
		}
	}

}

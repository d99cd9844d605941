package io.quictransport.internal.peer;

import java.net.InetSocketAddress;

import io.quictransport.PeerActivity;
import io.quictransport.PeerDetails;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * Describes a peer's current state.
 */
final class PeerSnapshots {

	private PeerSnapshots() {
	}

	/** Describes what happens with a peer; on its event loop. */
	static PeerActivity activity(PeerState peer) {
		Connection connection = peer.live();
		return new PeerActivity(peer.messaging().queue(), peer.messaging().handlers(),
				(connection != null) ? connection.stats() : null);
	}

	/** Reads only what any thread may read, and is called on any. */
	static PeerSnapshot of(PeerState peer, PeerPhase phase, @Nullable String lastError, PeerDetails details) {
		Connection connection = peer.live();
		Traffic traffic = peer.traffic();
		if (connection == null) {
			return new PeerSnapshot(peer.id(), phase, peer.info(), null, false, null, 0, peer.inFlight(),
					traffic.messagesSent(), traffic.messagesReceived(), traffic.bytesSent(), traffic.bytesReceived(),
					lastError, null, null, details);
		}
		return new PeerSnapshot(peer.id(), phase, peer.info(), addressOf(connection), connection.isDialled(),
				connection.rtt(), connection.session().laneCount(), peer.inFlight(), traffic.messagesSent(),
				traffic.messagesReceived(), traffic.bytesSent(), traffic.bytesReceived(), lastError, connection.path(),
				peer.certificate(), details);
	}

	private static @Nullable InetSocketAddress addressOf(Connection connection) {
		return (connection.remoteAddress() instanceof InetSocketAddress address) ? address : null;
	}

}

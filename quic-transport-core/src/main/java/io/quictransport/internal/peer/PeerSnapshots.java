package io.quictransport.internal.peer;

import java.net.InetSocketAddress;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.MessageStats;
import io.quictransport.PeerActivity;
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
	static PeerSnapshot of(PeerState peer, PeerCondition.View condition) {
		Connection connection = peer.live();
		Traffic traffic = peer.traffic();
		MessageStats messages = new MessageStats(traffic.messagesSent(), traffic.messagesReceived(),
				traffic.bytesSent(), traffic.bytesReceived(), peer.inFlight());
		return new PeerSnapshot(peer.id(), condition.phase(), peer.info(), condition.software(),
				condition.connectedSince(), (connection != null) ? of(connection, peer) : null, messages,
				condition.lastFailure());
	}

	private static ConnectionSnapshot of(Connection connection, PeerState peer) {
		return new ConnectionSnapshot(addressOf(connection), connection.isDialled(), connection.rtt(),
				connection.session().laneCount(), connection.path(), peer.certificate());
	}

	private static @Nullable InetSocketAddress addressOf(Connection connection) {
		return (connection.remoteAddress() instanceof InetSocketAddress address) ? address : null;
	}

}

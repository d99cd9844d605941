package io.quictransport.quic;

import java.net.InetSocketAddress;

import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Shows a peer as it stands. Called on any thread, so it reads only what may be read
 * there.
 */
final class PeerSnapshots {

	private PeerSnapshots() {
	}

	static PeerSnapshot of(PeerState peer, PeerPhase phase, @Nullable String lastError) {
		Connection connection = peer.live();
		Traffic traffic = peer.traffic();
		if (connection == null) {
			return new PeerSnapshot(peer.id(), phase, peer.info(), null, false, null, 0, peer.outbox().inFlight(),
					traffic.messagesSent.get(), traffic.messagesReceived.get(), traffic.bytesSent.get(),
					traffic.bytesReceived.get(), lastError, null, null);
		}
		Liveness liveness = connection.liveness();
		return new PeerSnapshot(peer.id(), phase, peer.info(), addressOf(connection), connection.isDialled(),
				liveness.rtt(), connection.streams().laneCount(), peer.outbox().inFlight(), traffic.messagesSent.get(),
				traffic.messagesReceived.get(), traffic.bytesSent.get(), traffic.bytesReceived.get(), lastError,
				liveness.path().last(), peer.inbound().certificate());
	}

	private static @Nullable InetSocketAddress addressOf(Connection connection) {
		return (connection.remoteAddress() instanceof InetSocketAddress address) ? address : null;
	}

}

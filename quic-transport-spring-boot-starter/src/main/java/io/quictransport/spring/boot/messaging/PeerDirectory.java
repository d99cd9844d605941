package io.quictransport.spring.boot.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.DownReason;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.PeerSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Caches what the connected peers state about themselves, since the transport's own list
 * is built for each caller. That list is read only where an update about a peer may not
 * have arrived yet. May be used from any thread.
 */
final class PeerDirectory implements PeerListener {

	private final Map<PeerId, NodeInfo> connected = new ConcurrentHashMap<>();

	@Override
	public void peerUp(NodeInfo peer) {
		this.connected.put(peer.id(), peer);
	}

	@Override
	public void peerUpdated(NodeInfo peer) {
		this.connected.put(peer.id(), peer);
	}

	@Override
	public void peerDown(PeerId peer, DownReason reason) {
		this.connected.remove(peer);
	}

	@Nullable NodeInfo find(NetworkTransport transport, PeerId peer) {
		NodeInfo known = this.connected.get(peer);
		if (known == null && transport.localNode().id().equals(peer)) {
			return transport.localNode();
		}
		return (known != null) ? known
				: transport.peers()
					.stream()
					.filter((snapshot) -> snapshot.id().equals(peer))
					.map(PeerSnapshot::info)
					.findFirst()
					.orElse(null);
	}

}

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
 * What the connected peers say of themselves, at hand for every message: the transport's
 * own list is made anew for each caller. That list is asked only where the news of a peer
 * may still be on its way. May be used from any thread.
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

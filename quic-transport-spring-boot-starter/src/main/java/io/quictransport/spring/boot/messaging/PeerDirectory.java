package io.quictransport.spring.boot.messaging;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

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

	/** Those that offer a service, by id. */
	List<PeerId> offering(NetworkTransport transport, String service) {
		List<PeerId> heardOf = offering(this.connected.values().stream(), service);
		return !heardOf.isEmpty() ? heardOf
				: offering(transport.peers()
					.stream()
					.filter(PeerSnapshot::isConnected)
					.map(PeerSnapshot::info)
					.flatMap(Stream::ofNullable), service);
	}

	private static List<PeerId> offering(Stream<NodeInfo> peers, String service) {
		return peers.filter((peer) -> peer.services().contains(service)).map(NodeInfo::id).sorted().toList();
	}

	@Nullable NodeInfo find(NetworkTransport transport, PeerId peer) {
		NodeInfo known = this.connected.get(peer);
		return (known != null) ? known
				: transport.peers()
					.stream()
					.filter((snapshot) -> snapshot.id().equals(peer))
					.map(PeerSnapshot::info)
					.findFirst()
					.orElse(null);
	}

}

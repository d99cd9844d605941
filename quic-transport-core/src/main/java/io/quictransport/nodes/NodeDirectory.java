package io.quictransport.nodes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.quictransport.DownReason;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.PeerSnapshot;

/**
 * Caches what the connected peers state of themselves, because the transport builds its
 * own list for each caller. That list is read only where the update of a peer may not
 * have arrived yet. May be used from any thread.
 */
final class NodeDirectory implements PeerListener {

	private final Map<PeerId, NodeInfo> connected = new ConcurrentHashMap<>();

	private final NetworkTransport transport;

	private final NodeLoads loads;

	NodeDirectory(NetworkTransport transport, NodeLoads loads) {
		this.transport = transport;
		this.loads = loads;
	}

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
		this.loads.forget(peer);
	}

	boolean has(PeerId node) {
		return this.connected.containsKey(node);
	}

	/** The connected peers that fulfil a condition, ordered by id. */
	List<NodeInfo> select(Predicate<NodeInfo> condition) {
		List<NodeInfo> known = select(this.connected.values().stream(), condition);
		return !known.isEmpty() ? known
				: select(this.transport.peers()
					.stream()
					.filter(PeerSnapshot::isConnected)
					.map(PeerSnapshot::info)
					.flatMap(Stream::ofNullable), condition);
	}

	private static List<NodeInfo> select(Stream<NodeInfo> peers, Predicate<NodeInfo> condition) {
		return peers.filter(condition).sorted((one, other) -> one.id().compareTo(other.id())).toList();
	}

}

package io.quictransport.sample;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.PeerSnapshot;
import io.quictransport.nodes.NodeSelectors;
import io.quictransport.spring.boot.QuicTransportConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Lists the members of the board: this node, its configured peers and every node that has
 * been connected since it started. A node that is down remains a member and keeps its
 * keys: they are refused until it is back. Otherwise the two sides of a partition could
 * both own a key.
 */
@Component
final class Members implements PeerListener {

	private final NetworkTransport transport;

	private final Set<PeerId> known = ConcurrentHashMap.newKeySet();

	Members(NetworkTransport transport, QuicTransportConnectionDetails configured) {
		this.transport = transport;
		configured.getPeers().stream().map(PeerInfo::id).filter(Objects::nonNull).forEach(this.known::add);
	}

	@Override
	public void peerUp(NodeInfo peer) {
		this.known.add(peer.id());
	}

	PeerId self() {
		return this.transport.localNode().id();
	}

	SortedSet<PeerId> all() {
		SortedSet<PeerId> all = new TreeSet<>(this.known);
		all.add(self());
		return all;
	}

	PeerId ownerOf(String key) {
		return NodeSelectors.ownerOf(key, all());
	}

	boolean isReachable(PeerId member) {
		return member.equals(self()) || this.transport.isConnected(member);
	}

	List<PeerId> connected() {
		return this.transport.peers().stream().filter(PeerSnapshot::isConnected).map(PeerSnapshot::id).toList();
	}

}

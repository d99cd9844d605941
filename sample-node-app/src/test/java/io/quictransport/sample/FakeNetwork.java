package io.quictransport.sample;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.quictransport.DownReason;
import io.quictransport.PeerId;

/**
 * Joins {@link FakeTransport}s without a network.
 */
final class FakeNetwork {

	private final Map<PeerId, FakeTransport> nodes = new HashMap<>();

	private final Set<Set<PeerId>> links = new HashSet<>();

	FakeTransport node(String id, String... configuredPeers) {
		FakeTransport node = new FakeTransport(this, new PeerId(id));
		for (String peer : configuredPeers) {
			node.configure(new PeerId(peer));
		}
		this.nodes.put(node.id(), node);
		return node;
	}

	FakeTransport find(PeerId id) {
		FakeTransport node = this.nodes.get(id);
		if (node == null) {
			throw new IllegalArgumentException("no node " + id);
		}
		return node;
	}

	boolean isLinked(PeerId one, PeerId other) {
		return !one.equals(other) && this.links.contains(Set.of(one, other));
	}

	void link(String one, String other) {
		FakeTransport first = find(new PeerId(one));
		FakeTransport second = find(new PeerId(other));
		this.links.add(Set.of(first.id(), second.id()));
		first.up(second.id());
		second.up(first.id());
	}

	void cut(String one, String other) {
		FakeTransport first = find(new PeerId(one));
		FakeTransport second = find(new PeerId(other));
		this.links.remove(Set.of(first.id(), second.id()));
		first.down(second.id(), DownReason.CONNECTION_LOST);
		second.down(first.id(), DownReason.CONNECTION_LOST);
	}

}

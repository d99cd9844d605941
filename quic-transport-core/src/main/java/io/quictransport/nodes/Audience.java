package io.quictransport.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PathKind;
import io.quictransport.PeerId;
import io.quictransport.PeerSnapshot;

/**
 * Lists the nodes that a publication is for, connected or not.
 *
 * @param nodes the nodes
 * @param unidentified peers that may belong to it: what they serve is not known yet
 */
record Audience(List<PeerId> nodes, Set<PeerId> unidentified) {

	static Audience of(NetworkTransport transport, NodeTarget target, String path) {
		PeerId one = target.node();
		if (one != null) {
			return new Audience(List.of(one), Set.of());
		}
		List<PeerId> nodes = new ArrayList<>();
		Set<PeerId> unidentified = new TreeSet<>();
		NodeInfo self = transport.localNode();
		if (target.admitsOwnNode(false) && isFor(self, target, path)) {
			nodes.add(self.id());
		}
		for (PeerSnapshot peer : transport.peers()) {
			NodeInfo info = peer.info();
			if (info == null) {
				unidentified.add(peer.id());
			}
			else if (isFor(info, target, path)) {
				nodes.add(peer.id());
			}
		}
		return new Audience(nodes, unidentified);
	}

	private static boolean isFor(NodeInfo info, NodeTarget target, String path) {
		String service = target.service();
		return (service != null) ? info.services().contains(service) : info.mayServe(PathKind.MESSAGE, path);
	}

}

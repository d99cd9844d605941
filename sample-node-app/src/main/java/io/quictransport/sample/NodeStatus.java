package io.quictransport.sample;

import java.util.HashMap;
import java.util.Map;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.UnreachedPeer;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Describes the present state of this node.
 */
@Component
final class NodeStatus {

	private final NetworkTransport transport;

	private final Board board;

	private final CatchUp catchUp;

	private final Environment environment;

	private final long created = System.nanoTime();

	NodeStatus(NetworkTransport transport, Board board, CatchUp catchUp, Environment environment) {
		this.transport = transport;
		this.board = board;
		this.catchUp = catchUp;
		this.environment = environment;
	}

	NodeView view() {
		NodeInfo self = this.transport.localNode();
		Map<PeerId, UnreachedPeer> away = new HashMap<>();
		for (UnreachedPeer peer : this.transport.unreached()) {
			if (peer.id() != null) {
				away.put(peer.id(), peer);
			}
		}
		return new NodeView(self.id().value(), this.transport.state().name(), this.catchUp.isDone(),
				NodeAddress.of(this.transport.localAddress()).toString(),
				self.addresses().stream().map(NodeAddress::toString).toList(),
				this.environment.getProperty("local.server.port", Integer.class, 0),
				(System.nanoTime() - this.created) / 1_000_000, this.board.size(),
				NodeView.Traffic.of(this.transport.stats()),
				this.transport.peers()
					.stream()
					.map((peer) -> NodeView.Peer.of(peer, peer.isConnected() ? null : away.get(peer.id())))
					.toList());
	}

}

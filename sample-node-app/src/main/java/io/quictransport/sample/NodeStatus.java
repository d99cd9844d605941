package io.quictransport.sample;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says how this node stands.
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
		return new NodeView(self.id().value(), this.transport.state().name(), this.catchUp.isDone(),
				NodeAddress.of(this.transport.localAddress()).toString(),
				self.addresses().stream().map(NodeAddress::toString).toList(),
				this.environment.getProperty("local.server.port", Integer.class, 0),
				(System.nanoTime() - this.created) / 1_000_000, this.board.size(),
				NodeView.Traffic.of(this.transport.stats()),
				this.transport.peers().stream().map(NodeView.Peer::of).toList());
	}

}

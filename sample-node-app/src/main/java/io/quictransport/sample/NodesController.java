package io.quictransport.sample;

import java.util.concurrent.CompletableFuture;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the state of the nodes over HTTP.
 */
@RestController
final class NodesController {

	private final NodeStatus node;

	private final ClusterStatus cluster;

	NodesController(NodeStatus node, ClusterStatus cluster) {
		this.node = node;
		this.cluster = cluster;
	}

	/**
	 * This node and its peers, as it sees them.
	 * @return the node
	 */
	@GetMapping("/nodes")
	NodeView nodes() {
		return this.node.view();
	}

	/**
	 * All nodes, each as it sees itself.
	 * @return the nodes, once all have answered or had the time to
	 */
	@GetMapping("/cluster")
	CompletableFuture<ClusterStatus.ClusterView> cluster() {
		return this.cluster.view();
	}

}

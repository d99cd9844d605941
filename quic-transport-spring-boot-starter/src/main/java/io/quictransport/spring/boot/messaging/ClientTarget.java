package io.quictransport.spring.boot.messaging;

import java.time.Duration;

import io.quictransport.nodes.NodeTarget;
import org.jspecify.annotations.Nullable;

/**
 * Decides where the calls of a client go, unless a call names another node. Only this
 * class turns the settings of a client into a {@link NodeCall}; {@link ClientCalls}
 * decides which of the nodes is called and whether the call is repeated.
 *
 * @param nodes the nodes
 * @param timeout the timeout of requests and one-way messages that state none, null for
 * that of the transport
 */
record ClientTarget(NodeTarget nodes, @Nullable Duration timeout) {

	NodeCall call(String route, RouteKind kind, ClientArguments.Given given) {
		NodeCall call = NodeCall.to((given.peer() != null) ? NodeTarget.node(given.peer()) : this.nodes, route,
				given.variables());
		// A stream may be long: only its caller knows when it is to end.
		Duration left = (given.timeout() != null || kind == RouteKind.STREAM) ? given.timeout() : this.timeout;
		NodeCall addressed = given.headers().isEmpty() ? call : call.withHeaders(given.headers());
		return (left != null) ? addressed.withTimeout(left) : addressed;
	}

}

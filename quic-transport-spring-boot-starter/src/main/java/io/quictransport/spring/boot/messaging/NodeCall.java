package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.quictransport.PeerId;
import io.quictransport.nodes.NodeTarget;
import org.jspecify.annotations.Nullable;

/**
 * States where a call of {@link NodeTransportOperations} goes, and how.
 *
 * <pre class="code">
 * NodeCall.toService("orders", "orders.{id}", 4711).withTimeout(Duration.ofSeconds(2))</pre>
 *
 * @param target the nodes that the call is for
 * @param route the path, with its variables still in braces: what observations are
 * counted by, so it should be one of few
 * @param path the path, the variables' values in their places
 * @param headers small texts beside the payload; bounded by the option
 * {@code maxHeaderSize}
 * @param correlationId the application's own mark, empty where there is none; streams
 * have none
 * @param timeout the time until the deadline, positive; null for the configured one, for
 * a stream for none
 * @param waitForConnection whether the call waits, until its deadline, for a peer that
 * can take it to be connected, instead of failing at once
 */
public record NodeCall(NodeTarget target, String route, String path, Map<String, String> headers, String correlationId,
		@Nullable Duration timeout, boolean waitForConnection) {

	/**
	 * Copies the headers, so that they never change.
	 * @param target see {@link #target()}
	 * @param route see {@link #route()}
	 * @param path see {@link #path()}
	 * @param headers see {@link #headers()}
	 * @param correlationId see {@link #correlationId()}
	 * @param timeout see {@link #timeout()}
	 * @param waitForConnection see {@link #waitForConnection()}
	 */
	public NodeCall {
		headers = Map.copyOf(headers);
	}

	/**
	 * Calls the nodes of a target.
	 * @param target the nodes
	 * @param route the path of the handler there; {@code {name}} stands for a variable
	 * @param variables the values of the variables, in their order
	 * @return the call
	 * @throws io.quictransport.MessageException if there are more or fewer values than
	 * variables
	 */
	public static NodeCall to(NodeTarget target, String route, Object... variables) {
		return new NodeCall(target, route, PathVariables.expand(route, variables), Map.of(), "", null, false);
	}

	/**
	 * Calls a node.
	 * @param peer the node; may be this one, which is served in process
	 * @param route the path of the handler there; {@code {name}} stands for a variable
	 * @param variables the values of the variables, in their order
	 * @return the call
	 * @throws io.quictransport.MessageException if there are more or fewer values than
	 * variables
	 */
	public static NodeCall to(PeerId peer, String route, Object... variables) {
		return to(NodeTarget.node(peer), route, variables);
	}

	/**
	 * Calls a node by the text of its id.
	 * @param peer the id of the node
	 * @param route the path of the handler there; {@code {name}} stands for a variable
	 * @param variables the values of the variables, in their order
	 * @return the call
	 * @throws io.quictransport.MessageException if there are more or fewer values than
	 * variables
	 * @throws io.quictransport.ConfigurationException if the text is not an id
	 */
	public static NodeCall to(String peer, String route, Object... variables) {
		return to(new PeerId(peer), route, variables);
	}

	/**
	 * Calls one of the connected nodes that offer a service, or publishes to all of them.
	 * The {@link io.quictransport.nodes.NodeSelector} bean chooses. If that node was not
	 * reached or has not admitted the call, the next one is asked, until the deadline.
	 * @param service the service, as nodes name it in {@code quic.transport.services}
	 * @param route the path of the handler there; {@code {name}} stands for a variable
	 * @param variables the values of the variables, in their order
	 * @return the call
	 * @throws io.quictransport.MessageException if there are more or fewer values than
	 * variables
	 */
	public static NodeCall toService(String service, String route, Object... variables) {
		return to(NodeTarget.service(service), route, variables);
	}

	/**
	 * Calls one of the connected nodes that serve the path, as they announce, or
	 * publishes to all of them.
	 * @param route the path of the handler there; {@code {name}} stands for a variable
	 * @param variables the values of the variables, in their order
	 * @return the call
	 * @throws io.quictransport.MessageException if there are more or fewer values than
	 * variables
	 */
	public static NodeCall toServing(String route, Object... variables) {
		return to(NodeTarget.servingPath(), route, variables);
	}

	/**
	 * The one node that is called.
	 * @return the node, null where there is a choice
	 */
	public @Nullable PeerId peer() {
		return this.target.node();
	}

	/**
	 * The service that is called.
	 * @return the service, null for a node or for those that serve the path
	 */
	public @Nullable String service() {
		return this.target.service();
	}

	/**
	 * Changes the nodes that the call is for.
	 * @param target the nodes
	 * @return a copy with this target
	 */
	public NodeCall withTarget(NodeTarget target) {
		return new NodeCall(target, this.route, this.path, this.headers, this.correlationId, this.timeout,
				this.waitForConnection);
	}

	/**
	 * Has calls with the same key go to the same node, as long as that is there.
	 * @param key what belongs together, such as the id of a customer
	 * @return a copy with this key
	 */
	public NodeCall withKey(String key) {
		return withTarget(this.target.withKey(key));
	}

	/**
	 * Admits this node itself: a publication goes to its own handlers, too.
	 * @return a copy that may stay at home
	 */
	public NodeCall withOwnNode() {
		return withTarget(this.target.withOwnNode());
	}

	/**
	 * Leaves out this node itself.
	 * @return a copy that leaves the node
	 */
	public NodeCall withoutOwnNode() {
		return withTarget(this.target.withoutOwnNode());
	}

	/**
	 * Adds a header.
	 * @param name the header's name
	 * @param value the header's value
	 * @return a copy with this header
	 */
	public NodeCall withHeader(String name, String value) {
		Map<String, String> more = new HashMap<>(this.headers);
		more.put(name, value);
		return withHeaders(more);
	}

	/**
	 * Changes the headers.
	 * @param headers the new headers
	 * @return a copy with these headers
	 */
	public NodeCall withHeaders(Map<String, String> headers) {
		return new NodeCall(this.target, this.route, this.path, headers, this.correlationId, this.timeout,
				this.waitForConnection);
	}

	/**
	 * Changes the correlation id.
	 * @param correlationId the application's own mark
	 * @return a copy with this correlation id
	 */
	public NodeCall withCorrelationId(String correlationId) {
		return new NodeCall(this.target, this.route, this.path, this.headers, correlationId, this.timeout,
				this.waitForConnection);
	}

	/**
	 * Sets the time-out.
	 * @param timeout the time until the deadline, positive
	 * @return a copy with this time-out
	 */
	public NodeCall withTimeout(Duration timeout) {
		return new NodeCall(this.target, this.route, this.path, this.headers, this.correlationId, timeout,
				this.waitForConnection);
	}

	/**
	 * Has the call wait, until its deadline, for a peer that can take it to be connected:
	 * the one that is named, or any of those that it is for. A publication waits so for
	 * each of its nodes. The deadline of a stream is then that of the waiting, too.
	 * Whether the transport dials the peer at all is not changed by this.
	 * @return a copy that waits
	 */
	public NodeCall withWaitForConnection() {
		return new NodeCall(this.target, this.route, this.path, this.headers, this.correlationId, this.timeout, true);
	}

	@Override
	public String toString() {
		return this.path + " at " + this.target;
	}

}

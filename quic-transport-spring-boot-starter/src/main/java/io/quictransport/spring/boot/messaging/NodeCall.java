package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Where a call of {@link NodeTransportOperations} goes, and how.
 *
 * <pre class="code">
 * NodeCall.toService("orders", "orders.{id}", 4711).withTimeout(Duration.ofSeconds(2))</pre>
 *
 * @param peer the node to call, null where a service is named
 * @param service the service to call, offered by any connected node; null where a node is
 * named
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
public record NodeCall(@Nullable PeerId peer, @Nullable String service, String route, String path,
		Map<String, String> headers, String correlationId, @Nullable Duration timeout, boolean waitForConnection) {

	/**
	 * Copies the headers, so that they never change.
	 * @param peer see {@link #peer()}
	 * @param service see {@link #service()}
	 * @param route see {@link #route()}
	 * @param path see {@link #path()}
	 * @param headers see {@link #headers()}
	 * @param correlationId see {@link #correlationId()}
	 * @param timeout see {@link #timeout()}
	 * @param waitForConnection see {@link #waitForConnection()}
	 */
	public NodeCall {
		headers = Map.copyOf(headers);
		if ((peer == null) == (service == null)) {
			throw new IllegalArgumentException("a call goes either to a peer or to a service");
		}
	}

	/**
	 * Calls a node.
	 * @param peer the node
	 * @param route the path of the handler there; {@code {name}} stands for a variable
	 * @param variables the values of the variables, in their order
	 * @return the call
	 * @throws io.quictransport.MessageException if there are more or fewer values than
	 * variables
	 */
	public static NodeCall to(PeerId peer, String route, Object... variables) {
		return new NodeCall(peer, null, route, PathVariables.expand(route, variables), Map.of(), "", null, false);
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
	 * Calls one of the connected nodes that offer a service, in turn. If that one was not
	 * reached or has not admitted the call, the next one is asked, until the deadline.
	 * @param service the service, as nodes name it in {@code quic.transport.services}
	 * @param route the path of the handler there; {@code {name}} stands for a variable
	 * @param variables the values of the variables, in their order
	 * @return the call
	 * @throws io.quictransport.MessageException if there are more or fewer values than
	 * variables
	 */
	public static NodeCall toService(String service, String route, Object... variables) {
		return new NodeCall(null, service, route, PathVariables.expand(route, variables), Map.of(), "", null, false);
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
		return new NodeCall(this.peer, this.service, this.route, this.path, headers, this.correlationId, this.timeout,
				this.waitForConnection);
	}

	/**
	 * Changes the correlation id.
	 * @param correlationId the application's own mark
	 * @return a copy with this correlation id
	 */
	public NodeCall withCorrelationId(String correlationId) {
		return new NodeCall(this.peer, this.service, this.route, this.path, this.headers, correlationId, this.timeout,
				this.waitForConnection);
	}

	/**
	 * Sets the time-out.
	 * @param timeout the time until the deadline, positive
	 * @return a copy with this time-out
	 */
	public NodeCall withTimeout(Duration timeout) {
		return new NodeCall(this.peer, this.service, this.route, this.path, this.headers, this.correlationId, timeout,
				this.waitForConnection);
	}

	/**
	 * Has the call wait, until its deadline, for a peer that can take it to be connected:
	 * the one that is named, or any that offers the service. The deadline of a stream is
	 * then that of the waiting, too. Whether the transport dials the peer at all is not
	 * changed by this.
	 * @return a copy that waits
	 */
	public NodeCall withWaitForConnection() {
		return new NodeCall(this.peer, this.service, this.route, this.path, this.headers, this.correlationId,
				this.timeout, true);
	}

	@Override
	public String toString() {
		return this.path + " at " + ((this.peer != null) ? this.peer : "service " + this.service);
	}

}

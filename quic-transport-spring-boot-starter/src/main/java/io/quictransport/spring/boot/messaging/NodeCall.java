package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.nodes.NodeTarget;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MimeType;

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
 * @param contentType what the payload is written as, such as {@code application/cbor};
 * null for the property {@code quic.transport.content-type}, or else JSON
 * @param accept what the reply must be written as, or the items that come back; null for
 * the content type of the call
 */
public record NodeCall(NodeTarget target, String route, String path, Map<String, String> headers, String correlationId,
		@Nullable Duration timeout, boolean waitForConnection, @Nullable MimeType contentType,
		@Nullable MimeType accept) {

	/**
	 * Copies the headers, so that they never change.
	 * @param target see {@link #target()}
	 * @param route see {@link #route()}
	 * @param path see {@link #path()}
	 * @param headers see {@link #headers()}
	 * @param correlationId see {@link #correlationId()}
	 * @param timeout see {@link #timeout()}
	 * @param waitForConnection see {@link #waitForConnection()}
	 * @param contentType see {@link #contentType()}
	 * @param accept see {@link #accept()}
	 * @throws MessageException if one of the content types is none, but a pattern
	 */
	public NodeCall {
		checkConcrete(contentType);
		checkConcrete(accept);
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
		return new NodeCall(target, route, PathVariables.expand(route, variables), Map.of(), "", null, false, null,
				null);
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
				this.waitForConnection, this.contentType, this.accept);
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
				this.waitForConnection, this.contentType, this.accept);
	}

	/**
	 * Changes the correlation id.
	 * @param correlationId the application's own mark
	 * @return a copy with this correlation id
	 */
	public NodeCall withCorrelationId(String correlationId) {
		return new NodeCall(this.target, this.route, this.path, this.headers, correlationId, this.timeout,
				this.waitForConnection, this.contentType, this.accept);
	}

	/**
	 * Sets the timeout.
	 * @param timeout the time until the deadline, positive
	 * @return a copy with this timeout
	 */
	public NodeCall withTimeout(Duration timeout) {
		return new NodeCall(this.target, this.route, this.path, this.headers, this.correlationId, timeout,
				this.waitForConnection, this.contentType, this.accept);
	}

	/**
	 * Has the call wait, until its deadline, for a peer that can take it to be connected:
	 * the one that is named, or any of those that it is for. A publication waits so for
	 * each of its nodes. The deadline of a stream is then that of the waiting, too.
	 * Whether the transport dials the peer at all is not changed by this.
	 * @return a copy that waits
	 */
	public NodeCall withWaitForConnection() {
		return new NodeCall(this.target, this.route, this.path, this.headers, this.correlationId, this.timeout, true,
				this.contentType, this.accept);
	}

	/**
	 * Has the payload written as a content type that the other node reads: the header
	 * {@value NodeHeaders#CONTENT_TYPE} states it, unless it is JSON, the default. The
	 * reply has the same content type, unless {@link #withAccept} asks for another. A
	 * payload of bytes is sent as it is, without a check that it has this type.
	 * @param contentType a type that converters here know, such as
	 * {@code application/cbor}
	 * @return a copy with this content type
	 * @throws MessageException if it is a pattern
	 */
	public NodeCall withContentType(MimeType contentType) {
		return new NodeCall(this.target, this.route, this.path, this.headers, this.correlationId, this.timeout,
				this.waitForConnection, contentType, this.accept);
	}

	/**
	 * Asks for a reply, or items, of a content type: the header
	 * {@value NodeHeaders#ACCEPT} states it. A node that does not know it, or cannot
	 * write its charset, refuses the call before its handler runs. If the handler's
	 * result cannot be written in this type, which shows only after it has run, the call
	 * fails with {@link ErrorCode#HANDLER_FAILED}.
	 * @param accept a type that converters here know
	 * @return a copy that asks for this type
	 * @throws MessageException if it is a pattern
	 */
	public NodeCall withAccept(MimeType accept) {
		return new NodeCall(this.target, this.route, this.path, this.headers, this.correlationId, this.timeout,
				this.waitForConnection, this.contentType, accept);
	}

	/**
	 * States content types by headers.
	 * @param payload that of the payload, null for the default
	 * @param wanted what is asked for, null for nothing
	 */
	NodeCall stating(@Nullable MimeType payload, @Nullable MimeType wanted) {
		// Nothing need be said where it follows from the payload's type.
		boolean follows = wanted == null
				|| wanted.equalsTypeAndSubtype((payload != null) ? payload : ContentTypes.JSON);
		if (payload == null && follows) {
			return this;
		}
		Map<String, String> more = new HashMap<>(this.headers);
		if (payload != null) {
			more.put(NodeHeaders.CONTENT_TYPE, payload.toString());
		}
		if (!follows) {
			more.put(NodeHeaders.ACCEPT, String.valueOf(wanted));
		}
		return withHeaders(more);
	}

	private static void checkConcrete(@Nullable MimeType type) {
		if (type != null && !type.isConcrete()) {
			throw new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT,
					"the content type " + type + " stands for several; name one", ErrorContext.NONE, null);
		}
	}

	@Override
	public String toString() {
		return this.path + " at " + this.target;
	}

}

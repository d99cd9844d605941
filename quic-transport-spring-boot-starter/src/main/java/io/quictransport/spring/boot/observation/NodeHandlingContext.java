package io.quictransport.spring.boot.observation;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.quictransport.PeerId;
import io.quictransport.spring.boot.NodeOperation;

/**
 * Describes the observed handling of a message or stream. Its carrier is the headers that
 * were received.
 */
public final class NodeHandlingContext extends ReceiverContext<Map<String, String>> {

	private final ObservedRoute observed;

	/** Set by the thread that ends the observation, before it does. */
	private volatile boolean ended;

	private final String path;

	private final PeerId peer;

	NodeHandlingContext(ObservedRoute observed, String path, PeerId peer, Map<String, String> headers) {
		super(Map::get, (observed.operation() == NodeOperation.MESSAGE) ? Kind.CONSUMER : Kind.SERVER);
		this.observed = observed;
		this.path = path;
		this.peer = peer;
		setCarrier(headers);
		setRemoteServiceName(peer.value());
	}

	/**
	 * What is handled.
	 * @return the operation
	 */
	public NodeOperation getOperation() {
		return this.observed.operation();
	}

	/**
	 * The path or pattern that the handler serves.
	 * @return the route, as the application wrote it
	 */
	public String getRoute() {
		return this.observed.route();
	}

	/**
	 * The path that the peer has sent to.
	 * @return the path
	 */
	public String getPath() {
		return this.path;
	}

	/**
	 * The sender.
	 * @return its id
	 */
	public PeerId getPeer() {
		return this.peer;
	}

	/** From now on there is an outcome. */
	void end() {
		this.ended = true;
	}

	boolean hasEnded() {
		return this.ended;
	}

	ObservedRoute observed() {
		return this.observed;
	}

}

package io.quictransport.spring.boot.observation;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.quictransport.spring.boot.NodeOperation;
import io.quictransport.spring.boot.messaging.NodeCall;

/**
 * Describes a call that is observed. Its carrier is the headers of the call.
 */
public final class NodeCallContext extends SenderContext<Map<String, String>> {

	private final NodeCall call;

	private final ObservedRoute observed;

	/** Set by the thread that ends the observation, before it does. */
	private volatile boolean ended;

	NodeCallContext(NodeCall call, ObservedRoute observed) {
		super((headers, name, value) -> Objects.requireNonNull(headers, "no carrier").put(name, value),
				(observed.operation() == NodeOperation.MESSAGE) ? Kind.PRODUCER : Kind.CLIENT);
		this.call = call;
		this.observed = observed;
		setCarrier(new HashMap<>(call.headers()));
		setRemoteServiceName(target());
	}

	/**
	 * The call.
	 * @return the call as the application made it
	 */
	public NodeCall getCall() {
		return this.call;
	}

	/**
	 * What is called.
	 * @return the operation
	 */
	public NodeOperation getOperation() {
		return this.observed.operation();
	}

	/**
	 * The route to count the call by.
	 * @return one of few
	 */
	public String getRoute() {
		return this.observed.route();
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

	String target() {
		if (this.call.peer() != null) {
			return this.call.peer().value();
		}
		return (this.call.service() != null) ? this.call.service() : "any";
	}

}

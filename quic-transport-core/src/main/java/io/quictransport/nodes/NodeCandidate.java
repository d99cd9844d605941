package io.quictransport.nodes;

import java.time.Duration;

import io.quictransport.NodeInfo;
import io.quictransport.PeerId;

/**
 * Describes a node that could take a call.
 *
 * @param info what the node states of itself
 * @param own whether it is the node that calls
 * @param inFlight the calls that the caller's {@link Nodes} has led to it by choice, or
 * published, and that have not ended; a stream counts until it is open
 * @param latency how long its calls took lately, weighted towards the last ones; zero if
 * none has ended in the last ten seconds. One that the node did not take counts as a
 * second at least, so that a node that refuses is not taken for a quick one
 */
public record NodeCandidate(NodeInfo info, boolean own, int inFlight, Duration latency) {

	/**
	 * The node's id.
	 * @return the id
	 */
	public PeerId id() {
		return this.info.id();
	}

}

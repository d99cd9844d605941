package io.quictransport.nodes;

import java.time.Duration;

import io.quictransport.NodeInfo;
import io.quictransport.PeerId;

/**
 * Describes a node that could take a call.
 *
 * @param info what the node states of itself
 * @param own whether it is the node that calls
 * @param inFlight the calls that the caller's {@link Nodes} has made to it by choice, or
 * as publications, and that have not ended; a stream counts until it is open
 * @param latency how long its recent calls took, weighted towards the last ones; zero if
 * none has ended in the last ten seconds. A call that the node has refused counts as a
 * second at least, so that a node that refuses does not look fast
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

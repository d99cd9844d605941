package io.quictransport.internal.messaging;

import io.quictransport.PeerId;

/**
 * Marks work that is done for one peer, so that its failure names the peer.
 */
interface OfPeer {

	/** The peer at the other end. */
	PeerId peer();

	/** Names the peer of a task, as far as it has one. */
	static Object of(Object task) {
		return (task instanceof OfPeer work) ? work.peer() : "unknown";
	}

}

package io.quictransport.spring.boot;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;

/**
 * Reports that a connected peer has changed its services, labels, addresses or the paths
 * that it serves. If changes arrive faster than they can be published, only the last one
 * is published.
 */
public final class PeerUpdatedEvent extends QuicTransportEvent {

	private final transient NodeInfo peer;

	/**
	 * Makes the event.
	 * @param transport the transport
	 * @param peer what the peer states of itself now
	 */
	public PeerUpdatedEvent(NetworkTransport transport, NodeInfo peer) {
		super(transport);
		this.peer = peer;
	}

	/**
	 * What the peer states of itself now.
	 * @return the peer
	 */
	public NodeInfo getPeer() {
		return this.peer;
	}

}

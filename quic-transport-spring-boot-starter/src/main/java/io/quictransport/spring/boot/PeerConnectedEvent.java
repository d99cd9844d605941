package io.quictransport.spring.boot;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;

/**
 * Reports that a peer is connected: messages can be sent to it.
 */
public final class PeerConnectedEvent extends QuicTransportEvent {

	private final transient NodeInfo peer;

	/**
	 * Makes the event.
	 * @param transport the transport
	 * @param peer what the peer states of itself
	 */
	public PeerConnectedEvent(NetworkTransport transport, NodeInfo peer) {
		super(transport);
		this.peer = peer;
	}

	/**
	 * What the peer states of itself.
	 * @return the peer
	 */
	public NodeInfo getPeer() {
		return this.peer;
	}

}

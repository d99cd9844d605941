package io.quictransport.spring.boot;

import io.quictransport.DownReason;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;

/**
 * Reports that a peer is no longer connected.
 */
public final class PeerDisconnectedEvent extends QuicTransportEvent {

	private final transient PeerId peer;

	/** Why the peer went. */
	private final DownReason reason;

	/**
	 * Makes the event.
	 * @param transport the transport
	 * @param peer the peer
	 * @param reason why it went
	 */
	public PeerDisconnectedEvent(NetworkTransport transport, PeerId peer, DownReason reason) {
		super(transport);
		this.peer = peer;
		this.reason = reason;
	}

	/**
	 * The peer that went.
	 * @return the peer
	 */
	public PeerId getPeer() {
		return this.peer;
	}

	/**
	 * Why the peer went.
	 * @return the reason
	 */
	public DownReason getReason() {
		return this.reason;
	}

}

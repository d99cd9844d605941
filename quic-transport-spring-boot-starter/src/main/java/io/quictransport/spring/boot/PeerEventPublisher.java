package io.quictransport.spring.boot;

import io.quictransport.DownReason;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes an application event when a peer connects, changes or disconnects.
 */
final class PeerEventPublisher implements PeerListener {

	private final NetworkTransport transport;

	private final ApplicationEventPublisher publisher;

	PeerEventPublisher(NetworkTransport transport, ApplicationEventPublisher publisher) {
		this.transport = transport;
		this.publisher = publisher;
	}

	@Override
	public void peerUp(NodeInfo peer) {
		this.publisher.publishEvent(new PeerConnectedEvent(this.transport, peer));
	}

	@Override
	public void peerUpdated(NodeInfo peer) {
		this.publisher.publishEvent(new PeerUpdatedEvent(this.transport, peer));
	}

	@Override
	public void peerDown(PeerId peer, DownReason reason) {
		this.publisher.publishEvent(new PeerDisconnectedEvent(this.transport, peer, reason));
	}

}

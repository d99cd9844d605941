package io.quictransport.spring.boot;

import io.quictransport.NetworkTransport;

import org.springframework.context.ApplicationEvent;

/**
 * What happens to the transport, as an application event. Never published on an event
 * loop, so a listener may block; those of one kind come in their order.
 */
public abstract sealed class QuicTransportEvent extends ApplicationEvent
		permits QuicTransportStartedEvent, QuicTransportStoppedEvent, PeerConnectedEvent, PeerDisconnectedEvent {

	private final transient NetworkTransport transport;

	QuicTransportEvent(NetworkTransport transport) {
		super(transport);
		this.transport = transport;
	}

	/**
	 * The transport that it happened to.
	 * @return the transport
	 */
	public NetworkTransport getTransport() {
		return this.transport;
	}

}

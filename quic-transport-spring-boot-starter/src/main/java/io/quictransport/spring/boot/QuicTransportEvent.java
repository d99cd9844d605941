package io.quictransport.spring.boot;

import io.quictransport.NetworkTransport;

import org.springframework.context.ApplicationEvent;

/**
 * Reports a change of the transport as an application event. Never published on an event
 * loop, so a listener may block; events of one kind are published in order.
 */
public abstract class QuicTransportEvent extends ApplicationEvent {

	private final transient NetworkTransport transport;

	/** Not public, so that only this package adds kinds of events. */
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

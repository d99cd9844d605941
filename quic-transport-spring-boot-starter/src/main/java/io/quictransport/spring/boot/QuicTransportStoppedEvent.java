package io.quictransport.spring.boot;

import io.quictransport.NetworkTransport;

/**
 * Reports that the transport has closed its connections and its socket. It may start
 * again.
 */
public final class QuicTransportStoppedEvent extends QuicTransportEvent {

	/**
	 * Makes the event.
	 * @param transport the transport
	 */
	public QuicTransportStoppedEvent(NetworkTransport transport) {
		super(transport);
	}

}

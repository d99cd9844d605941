package io.quictransport.spring.boot;

import io.quictransport.NetworkTransport;

/**
 * Reports that the transport is bound and accepts connections. Published on the thread
 * that starts the context, before the seed peers are dialled and before a web server
 * starts.
 */
public final class QuicTransportStartedEvent extends QuicTransportEvent {

	/** The UDP port that the transport is bound to. */
	private final int port;

	/**
	 * Makes the event.
	 * @param transport the transport
	 * @param port the UDP port that it is bound to
	 */
	public QuicTransportStartedEvent(NetworkTransport transport, int port) {
		super(transport);
		this.port = port;
	}

	/**
	 * The UDP port that the transport is bound to.
	 * @return the port, never 0
	 */
	public int getPort() {
		return this.port;
	}

}

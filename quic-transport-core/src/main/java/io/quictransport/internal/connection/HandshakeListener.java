package io.quictransport.internal.connection;

import io.quictransport.internal.wire.ControlFrames.Hello;

/**
 * Awaits the handshake of one connection and decides whether it is taken into use. Called
 * on the event loop.
 */
public interface HandshakeListener {

	/**
	 * The peer's HELLO has arrived and its identity is proven. The connection now awaits
	 * {@link Connection#open} or {@link Connection#close}.
	 */
	void handshakeComplete(Connection connection, Hello hello);

	/** The connection was taken into use. */
	default void opened(Connection connection) {
	}

	/** The connection has ended without having been taken into use. Called once, last. */
	void failed(Connection connection, CloseCause cause);

}

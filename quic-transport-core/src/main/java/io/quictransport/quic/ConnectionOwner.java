package io.quictransport.quic;

import io.quictransport.wire.Hello;

/**
 * Decides about a connection and is told of its end. Called on the event loop.
 */
interface ConnectionOwner {

	/**
	 * The peer's HELLO has come and its identity is proven. An accepted connection now
	 * awaits {@link Connection#open} or {@link Connection#close}; a dialled one likewise.
	 */
	void greeted(Connection connection, Hello hello);

	/** The connection was taken into use. */
	default void opened(Connection connection) {
	}

	/** The connection is gone, whether it was open or not. Called once, last. */
	void closed(Connection connection, CloseCause cause);

}

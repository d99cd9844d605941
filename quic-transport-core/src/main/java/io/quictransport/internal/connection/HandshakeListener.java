package io.quictransport.internal.connection;

import io.quictransport.PeerId;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Awaits the handshake of one connection and decides whether it is taken into use. Called
 * on the event loop.
 */
public interface HandshakeListener {

	/**
	 * TLS is complete on a connection that this node has dialled; the peer does not know
	 * yet that it will be used.
	 * @param connection the connection
	 * @param peer the only id that the peer's certificate states, null if it states more
	 * @return whether the handshake goes on; otherwise the listener closes the connection
	 */
	default boolean proven(Connection connection, @Nullable PeerId peer) {
		return true;
	}

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

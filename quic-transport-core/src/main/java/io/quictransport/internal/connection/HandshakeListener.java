package io.quictransport.internal.connection;

import java.util.Set;

import io.quictransport.PeerId;
import io.quictransport.internal.wire.ControlFrames.Hello;

/**
 * Awaits the handshake of one connection and decides whether it is taken into use. Called
 * on the event loop.
 */
public interface HandshakeListener {

	/**
	 * Decides whether a handshake continues whose TLS part is complete, on a connection
	 * that this node has dialled; the peer does not know yet that it will be used.
	 * @param ids the ids that the peer's certificate states, one of which HELLO will name
	 * @return whether it continues; otherwise the listener has closed the connection
	 */
	default boolean mayContinue(Set<PeerId> ids) {
		return true;
	}

	/**
	 * The peer's HELLO has arrived and its identity is proven. The connection now awaits
	 * {@link Connection#open} or {@link Connection#close}.
	 */
	void handshakeComplete(Connection connection, Hello hello);

	/**
	 * Whether the peer that is dialled has announced that it stops, so that a failure
	 * which may pass by itself is what was to be expected.
	 */
	default boolean expectsAbsence() {
		return false;
	}

	/** The connection was taken into use. */
	default void opened(Connection connection) {
	}

	/** The connection has ended without having been taken into use. Called once, last. */
	void failed(Connection connection, CloseCause cause);

}

package io.quictransport.internal.peer;

import io.quictransport.NetworkException;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Observes the dials of one target. Called on the event loop.
 */
interface DialListener {

	/** A round begins. */
	default void dialling() {
	}

	/** TLS is complete at one address. */
	default void handshaking() {
	}

	/**
	 * The peer at one address has proven its id, as by
	 * {@link io.quictransport.internal.connection.HandshakeListener#proven}.
	 */
	default boolean proven(@Nullable PeerId peer) {
		return true;
	}

	/** The peer at one address has stated its id and has proven it. */
	void connected(Connection connection, Hello hello);

	/** What the peer states of itself, if it is connected by now. */
	default @Nullable NodeInfo connectedAs() {
		return null;
	}

	/** A round has ended without a connection. */
	void roundFailed(NetworkException cause);

}

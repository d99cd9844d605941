package io.quictransport.internal.peer;

import java.util.Set;

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
	 * Decides whether a handshake continues, as
	 * {@link io.quictransport.internal.connection.ConnectionOwner.HandshakeListener#mayContinue}
	 * does.
	 */
	default boolean mayContinue(Set<PeerId> ids) {
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

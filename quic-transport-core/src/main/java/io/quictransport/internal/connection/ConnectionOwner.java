package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.util.Set;

import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Owns open connections to one peer. Called on the event loop.
 */
public interface ConnectionOwner {

	PeerId id();

	/** Whether the connection is the one that takes new work. */
	boolean isLive(Connection connection);

	/** The live connection should be replaced by a new one. */
	void rotate();

	/**
	 * The live connection, which this node has dialled, no longer reaches the peer, whose
	 * address may have changed.
	 * @param elsewhere where datagrams with its connection id come from, null if there
	 * are none
	 */
	void peerSilent(@Nullable SocketAddress elsewhere);

	/** The peer wants new work on a newer connection. */
	void successorWanted(Connection connection);

	/** The peer takes no more work. */
	void peerDrains(Connection connection);

	/** The peer has changed what it states of itself. */
	void nodeChanged(Connection connection, NodeInfo node);

	/** The connection is closed. Called once, last. */
	void closed(Connection connection, CloseCause cause);

	/**
	 * Awaits the handshake of a connection, which has no owner yet, and decides whether
	 * it is taken into use. Called on the event loop.
	 */
	interface HandshakeListener {

		/**
		 * Decides whether a handshake continues whose TLS part is complete, on a
		 * connection that this node has dialled; the peer does not know yet that it will
		 * be used.
		 * @param ids the ids that the peer's certificate states, one of which HELLO will
		 * name
		 * @return whether it continues; otherwise the listener has closed the connection
		 */
		default boolean mayContinue(Set<PeerId> ids) {
			return true;
		}

		/**
		 * The peer's HELLO has arrived and its identity is proven. The connection now
		 * awaits {@link Connection#open} or {@link Connection#close}.
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

		/**
		 * The connection has ended without having been taken into use. Called once, last.
		 */
		void failed(Connection connection, CloseCause cause);

	}

}

package io.quictransport.internal.connection;

import java.net.SocketAddress;

import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
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

}

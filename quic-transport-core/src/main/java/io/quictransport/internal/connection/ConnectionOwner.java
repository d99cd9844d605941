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
	 * The live connection, which this node has dialled, does not reach the peer any more:
	 * it may have another address now.
	 * @param elsewhere where datagrams in its name come from, null if there are none
	 */
	void peerSilent(@Nullable SocketAddress elsewhere);

	/** The peer wants new work on a newer connection. */
	void successorWanted(Connection connection);

	/** The peer takes no more work. */
	void peerDrains(Connection connection);

	/** The peer says something new of itself. */
	void nodeChanged(NodeInfo node);

	/** The connection is gone. Called once, last. */
	void closed(Connection connection, CloseCause cause);

}

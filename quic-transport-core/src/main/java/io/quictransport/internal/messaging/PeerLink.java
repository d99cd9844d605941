package io.quictransport.internal.messaging;

/**
 * Tells the messages to a peer how the peer stands. Called on the event loop.
 */
public interface PeerLink {

	/** Whether this node has disconnected the peer and waits for what is in flight. */
	boolean isDisconnecting();

	/** Whether there is reason to wait for a connection: a dial has not failed yet. */
	boolean isExpectedSoon();

	/** Says why there is no connection, for the text of a failure. */
	String whyNotConnected();

}

package io.quictransport.internal.messaging;

/**
 * Reports the state of a peer to the messages that are sent to it. Called on the event
 * loop.
 */
public interface PeerLink {

	/** Whether this node has disconnected the peer and waits for messages in flight. */
	boolean isDisconnecting();

	/** Whether there is reason to wait for a connection: a dial has not failed yet. */
	boolean isExpectedSoon();

	/** Explains why there is no connection, for the text of a failure. */
	String whyNotConnected();

}

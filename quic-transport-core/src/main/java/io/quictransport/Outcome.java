package io.quictransport;

/**
 * What is known of a message whose call failed.
 */
public enum Outcome {

	/** No byte of it left this node. */
	NOT_SENT,

	/**
	 * The peer has not admitted it and never will: no handler ran, or the one that did
	 * says that it has done nothing.
	 */
	NOT_ACCEPTED,

	/** It left, and what the peer did with it is not known: a handler may have run. */
	UNKNOWN

}

package io.quictransport;

/**
 * States what is known of a message whose call failed.
 */
public enum Outcome {

	/** None of its bytes left this node. */
	NOT_SENT,

	/**
	 * The peer has not admitted it and never will: no handler ran, or the one that did
	 * states that it has done nothing.
	 */
	NOT_ACCEPTED,

	/**
	 * It was sent, and what the peer did with it is not known: a handler may have run.
	 */
	UNKNOWN

}

package io.quictransport;

/**
 * Selects where a handler runs.
 */
public enum Dispatch {

	/** On the transport's handler executor: the handler may block. */
	EXECUTOR,

	/**
	 * On the event loop that read the message: the fastest way for a handler that only
	 * computes. It must never block; while it runs, no other message of the loop's
	 * connections is read. Messages of one peer are always handled on the same loop;
	 * where a transport has several, those of different peers may be handled at once.
	 */
	EVENT_LOOP

}

package io.quictransport.internal.messaging;

/**
 * Accepts calls from their callers.
 */
interface CallOwner {

	/** Sends a call, keeps it until it can be sent, or fails it; on the event loop. */
	void submit(Call<?> call);

	/** The caller has cancelled; on any thread. */
	void cancelled(Call<?> call);

}

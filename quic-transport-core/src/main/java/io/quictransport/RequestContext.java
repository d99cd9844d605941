package io.quictransport;

import java.time.Duration;

/**
 * The view of a request that its handler has while it works on the answer. All methods
 * may be called from any thread.
 */
public interface RequestContext extends MessageContext {

	/**
	 * The time that is left until the caller's deadline.
	 * @return the time left, zero once it has passed
	 */
	Duration remaining();

	/**
	 * Says whether nobody waits for the answer any more: the caller cancelled, its
	 * deadline passed, or it has stopped or was restarted. The loss of its connection
	 * alone does not say so, for the answer may go over the next one.
	 * @return whether the work can be given up
	 */
	boolean isCancelled();

	/**
	 * Registers an action for the moment when nobody waits for the answer any more. It
	 * runs at once if that moment has passed, and never if the answer was given before.
	 * @param action a short action that does not block; it may run on an event loop
	 */
	void onCancel(Runnable action);

	/**
	 * Adds a header to the answer.
	 * @param name the header's name
	 * @param value the header's value
	 * @throws IllegalStateException if the answer is given already
	 */
	void replyHeader(String name, String value);

}

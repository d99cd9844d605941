package io.quictransport;

import java.time.Duration;

/**
 * Gives a handler its view of a request while it works on the answer. All methods may be
 * called from any thread.
 */
public interface RequestContext extends MessageContext {

	/**
	 * The time left until the caller's deadline.
	 * @return the time left, zero once it has passed
	 */
	Duration remaining();

	/**
	 * Whether the answer is no longer waited for: the caller cancelled, its deadline
	 * passed, or it has stopped or was restarted. The loss of its connection alone does
	 * not mean this, since the answer may be sent over the next one.
	 * @return whether the work can be given up
	 */
	boolean isCancelled();

	/**
	 * Registers an action for the moment when the answer is no longer waited for. It runs
	 * at once if that moment has passed, and never if the answer was given before.
	 * @param action a short action that does not block; it may run on an event loop
	 */
	void onCancel(Runnable action);

	/**
	 * Adds a header to the answer.
	 * @param name the header's name
	 * @param value the header's value
	 * @throws IllegalStateException if the answer has already been given
	 */
	void replyHeader(String name, String value);

	/**
	 * Gives the answer's payload in place of the array that the handler's stage completes
	 * with, which may then be null: for bytes that are not in an array. The last call
	 * counts. The answer is kept until the caller has it, so a buffer's bytes must never
	 * change; a view, such as the request's own, is copied when the stage completes.
	 * @param payload the answer's payload, sent when the stage completes without a
	 * failure
	 * @throws IllegalStateException if the answer has already been given
	 */
	void replyPayload(MessagePayload payload);

}

package io.quictransport.benchmarks.subject;

/**
 * Represents the client's end of a connection. Calls may come from any thread, most of
 * them from within a {@link Completion}.
 */
public interface Link extends AutoCloseable {

	/**
	 * Sends a payload and waits for it to come back.
	 * @param payload what to send; never changed by anybody
	 * @param completion told when the answer is there
	 */
	void request(byte[] payload, Completion completion);

	/**
	 * Sends a payload one way.
	 * @param payload what to send; never changed by anybody
	 * @param completion told when the other side has acknowledged it
	 */
	void send(byte[] payload, Completion completion);

	/**
	 * Told how a message ended, once.
	 */
	interface Completion {

		/**
		 * What is timed is over, what follows is not: without this all of it is timed.
		 */
		default void reached() {
		}

		void completed();

		void failed(Throwable reason);

	}

}

package io.quictransport;

/**
 * Undoes a registration of a handler or listener.
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

	/**
	 * Removes what was registered. Calls under way go on; a second close does nothing.
	 */
	@Override
	void close();

}

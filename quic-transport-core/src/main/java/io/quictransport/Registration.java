package io.quictransport;

/**
 * Undoes a registration of a handler or listener.
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

	/**
	 * Removes the registration. Calls in flight continue; a second close does nothing.
	 */
	@Override
	void close();

}

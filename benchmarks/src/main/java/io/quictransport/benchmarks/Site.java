package io.quictransport.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * Defines where the two processes of a subject run, and what network connects them.
 */
interface Site extends AutoCloseable {

	/**
	 * Where one of the processes binds.
	 * @param role the process
	 * @return its address
	 */
	InetAddress address(Role role);

	/**
	 * What must stand before the command that starts a process there.
	 * @param role the process
	 * @return the words, none if nothing is needed
	 */
	default List<String> prefix(Role role) {
		return List.of();
	}

	/**
	 * Puts a process that is ready into its place.
	 * @param pid its id
	 */
	default void settle(long pid) throws IOException, InterruptedException {
	}

	/**
	 * Takes the site away.
	 */
	@Override
	default void close() throws IOException, InterruptedException {
	}

	/**
	 * The two processes.
	 */
	enum Role {

		/** The one that listens. */
		SERVER,

		/** The one that measures. */
		CLIENT

	}

}

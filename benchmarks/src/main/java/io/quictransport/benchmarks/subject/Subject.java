package io.quictransport.benchmarks.subject;

import java.net.InetSocketAddress;

/**
 * What is measured: something that carries messages between two processes. Each process
 * makes its own; {@link #listen} is called in one of them and {@link #connect} in the
 * other.
 */
public interface Subject {

	/**
	 * The name in the report.
	 * @return a short name, such as {@code raw}
	 */
	String name();

	/**
	 * Answers requests with their payload and takes one-way messages, until closed.
	 * @param identity what to show and whom to trust
	 * @return the listening side
	 */
	Listener listen(PemIdentity identity) throws Exception;

	/**
	 * Connects to a listening side.
	 * @param server its address
	 * @param identity what to show and whom to trust
	 * @return the connected side
	 */
	Link connect(InetSocketAddress server, PemIdentity identity) throws Exception;

	/**
	 * The side that listens.
	 */
	interface Listener extends AutoCloseable {

		InetSocketAddress address();

	}

}

package io.quictransport.testing.history;

import io.quictransport.NetworkTransport;

/**
 * Represents the nodes of a history and the network between them, which can be changed.
 * Used by one thread.
 */
interface World extends AutoCloseable {

	/** One of the nodes. */
	NetworkTransport node(int index);

	/** Has one node keep a connection to another one. */
	void dial(int from, int to);

	/** Lets nothing pass between two nodes. */
	void cut(int one, int other);

	/** Has some of what passes between two nodes be lost, and all of it take time. */
	void disturb(int one, int other);

	/** Lets everything pass between two nodes. */
	void heal(int one, int other);

	/** Has a node replace its connections, where there is such a thing. */
	void rotate(int node);

	/** A node has been started again. */
	void restarted(int node);

	@Override
	void close();

	/** The id of a node. */
	static String id(int index) {
		return "node-" + (char) ('a' + index);
	}

}

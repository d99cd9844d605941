package io.quictransport.sample;

/**
 * Lists the paths of the messages between nodes.
 */
final class NodePaths {

	/**
	 * Request to the owner of a key: a {@link Command}, answered by an {@link Answer}.
	 */
	static final String COMMAND = "board.command";

	/** One-way to all others: an {@link Entry} that the owner has written. */
	static final String CHANGED = "board.changed";

	/** Stream to the asker: {@link SnapshotPart}s until the whole board has gone. */
	static final String SNAPSHOT = "board.snapshot";

	/** Request without content, answered by a {@link NodeView}. */
	static final String STATUS = "node.status";

	private NodePaths() {
	}

}

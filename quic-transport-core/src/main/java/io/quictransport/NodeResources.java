package io.quictransport;

import java.util.List;

/**
 * Describes what a transport takes of its machine at one moment, beside threads and
 * connections.
 *
 * @param queue the messages that all peers have still to take
 * @param buffers Netty's memory for buffers
 * @param sockets the UDP sockets, in the order of the event loops; none while the
 * transport does not run
 */
public record NodeResources(QueueTotals queue, BufferMemory buffers, List<SocketBuffers> sockets) {

	/** No resources. */
	public static final NodeResources NONE = new NodeResources(QueueTotals.NONE, BufferMemory.NONE, List.of());

	/**
	 * Copies the list.
	 * @param queue see {@link #queue()}
	 * @param buffers see {@link #buffers()}
	 * @param sockets see {@link #sockets()}
	 */
	public NodeResources {
		sockets = List.copyOf(sockets);
	}

}

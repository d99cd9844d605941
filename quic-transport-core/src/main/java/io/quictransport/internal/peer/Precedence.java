package io.quictransport.internal.peer;

import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;

/**
 * Decides which of two connections between the same two processes is kept. Both ends
 * reach the same answer independently.
 */
final class Precedence {

	private Precedence() {
	}

	/**
	 * Whether a new connection takes over from the one in use.
	 * @param candidate the new one
	 * @param current the one in use
	 * @param local this node
	 * @param peer the node at the other end
	 */
	static boolean wins(Connection candidate, Connection current, PeerId local, PeerId peer) {
		return wins(Standing.of(candidate), Standing.of(current), local, peer);
	}

	/**
	 * Whether a new connection takes over from the one in use.
	 * @param candidate the new one
	 * @param current the one in use
	 * @param local this node
	 * @param peer the node at the other end
	 */
	static boolean wins(Standing candidate, Standing current, PeerId local, PeerId peer) {
		if (candidate.generation() != current.generation()) {
			return candidate.generation() > current.generation();
		}
		if (candidate.dialled() == current.dialled()) {
			// One end has dialled twice: it has given up its first connection.
			return true;
		}
		boolean lowerDials = local.compareTo(peer) < 0;
		return candidate.dialled() == lowerDials;
	}

	/**
	 * Holds what counts in the comparison of a connection.
	 *
	 * @param generation its number among the connections of the two nodes
	 * @param dialled whether this node has dialled it
	 */
	record Standing(long generation, boolean dialled) {

		static Standing of(Connection connection) {
			return new Standing(connection.generation(), connection.isDialled());
		}

	}

}

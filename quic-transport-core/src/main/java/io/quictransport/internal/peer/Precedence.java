package io.quictransport.internal.peer;

import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;

/**
 * Decides which of two connections between the same two processes is kept. Both ends come
 * to the same answer, each by itself.
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
		if (candidate.generation() != current.generation()) {
			return candidate.generation() > current.generation();
		}
		if (candidate.isDialled() == current.isDialled()) {
			// One end has dialled twice: it has given its first connection up.
			return true;
		}
		boolean lowerDials = local.compareTo(peer) < 0;
		return candidate.isDialled() == lowerDials;
	}

}

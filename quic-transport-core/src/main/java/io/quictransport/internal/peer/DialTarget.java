package io.quictransport.internal.peer;

import java.net.SocketAddress;
import java.util.List;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Defines what to dial. Read on the event loop, at the start of each round of dials.
 */
interface DialTarget {

	/** The id that the peer must prove, null if only an address is known. */
	@Nullable PeerId expected();

	/** Where to dial, best first. */
	List<NodeAddress> addresses();

	/**
	 * Where else the peer may be, best first, according to its own word alone: dialled
	 * after the others, once in a round.
	 */
	default List<NodeAddress> told() {
		return List.of();
	}

	/** Whether one more of those may be dialled now; if so, it is counted. */
	default boolean admitTold() {
		return false;
	}

	/**
	 * The address at which the peer does not answer at present and which is not dialled,
	 * null if there is none.
	 */
	default @Nullable SocketAddress avoided() {
		return null;
	}

	/** Whether the peer has announced that it stops, and has not been back since. */
	default boolean isStopped() {
		return false;
	}

	/** The generation of the new connection. */
	long generation();

	/** Makes the target of a first connection to addresses that do not change. */
	static DialTarget of(@Nullable PeerId expected, List<NodeAddress> addresses) {
		return new Fixed(expected, addresses);
	}

	/**
	 * Dials the same addresses each time.
	 *
	 * @param expected the id that the peer must prove, null for any
	 * @param addresses where to dial
	 */
	record Fixed(@Nullable PeerId expected, List<NodeAddress> addresses) implements DialTarget {

		@Override
		public long generation() {
			return 0;
		}

	}

}

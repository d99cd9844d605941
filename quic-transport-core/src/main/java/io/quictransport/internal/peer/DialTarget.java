package io.quictransport.internal.peer;

import java.net.SocketAddress;
import java.util.List;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Says what to dial. Read on the event loop, again for each round of dials.
 */
interface DialTarget {

	/** The id that the peer must prove, null if only an address is known. */
	@Nullable PeerId expected();

	/** Where to dial, best first. */
	List<NodeAddress> addresses();

	/**
	 * Where else the peer may be, best first, by nothing but its own word: dialled after
	 * the others, once in a round.
	 */
	default List<NodeAddress> told() {
		return List.of();
	}

	/** Whether one more of those may be dialled now; if so, that is counted. */
	default boolean admitTold() {
		return false;
	}

	/**
	 * Where the peer does not answer at the moment and is not dialled either, null if
	 * there is no such address.
	 */
	default @Nullable SocketAddress avoided() {
		return null;
	}

	/** The generation of the connection to be made. */
	long generation();

	/** A first connection to addresses that do not change. */
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

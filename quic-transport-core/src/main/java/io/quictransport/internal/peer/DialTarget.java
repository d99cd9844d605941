package io.quictransport.internal.peer;

import java.net.SocketAddress;
import java.util.List;
import java.util.Set;

import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.wire.ControlFrames.Hello;
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

	/** How often the peer has announced that it stops. */
	default long stops() {
		return 0;
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

	/**
	 * Observes the dials of one target. Called on the event loop.
	 */
	interface DialListener {

		/** A round begins. */
		default void dialling() {
		}

		/** TLS is complete at one address. */
		default void handshaking() {
		}

		/**
		 * Decides whether a handshake continues, as
		 * {@link io.quictransport.internal.connection.ConnectionOwner.HandshakeListener#mayContinue}
		 * does.
		 */
		default boolean mayContinue(Set<PeerId> ids) {
			return true;
		}

		/** The peer at one address has stated its id and has proven it. */
		void connected(Connection connection, Hello hello);

		/** What the peer states of itself, if it is connected by now. */
		default @Nullable NodeInfo connectedAs() {
			return null;
		}

		/**
		 * Whether the connection that there is waits for one that takes over from it, so
		 * that a round that has failed is to be repeated.
		 */
		default boolean needsSuccessor() {
			return false;
		}

		/** A round has ended without a connection. */
		void roundFailed(NetworkException cause);

	}

}

package io.quictransport.internal.peer;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionOwner.HandshakeListener;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the dials of one run share.
 *
 * @param settings how peers are dialled
 * @param loop runs the dials
 * @param clock the monotonic time in nanoseconds
 * @param counters what is counted
 * @param connector dials single addresses
 * @param jitter chooses a back-off in milliseconds, up to the bound that it is given
 * @param denied whether an id is not to be dialled at the moment
 */
record DialContext(PeerSettings settings, LoopTasks loop, LongSupplier clock, TransportCounters counters,
		AddressConnector connector, LongUnaryOperator jitter, Predicate<PeerId> denied) {

	long now() {
		return this.clock.getAsLong();
	}

	/**
	 * Connects to single addresses and resolves host names. Called on the event loop.
	 */
	interface AddressConnector {

		/**
		 * Dials one address.
		 * @param address the address to dial
		 * @param target states the expected peer
		 * @param listener decides whether the connection is used
		 * @param made is given the connection before the first packet leaves
		 * @param notSent is notified if the first packet cannot leave
		 */
		Future<QuicChannel> connect(InetSocketAddress address, DialTarget target, HandshakeListener listener,
				Consumer<Connection> made, Consumer<NetworkException> notSent);

		/** Resolves the IP addresses of all hosts; a host that has none is left out. */
		void resolve(List<NodeAddress> addresses, Resolution resolution);

		/**
		 * Asks once whether a silent address can be reached at all.
		 * @param address the address
		 * @param target states the expected peer
		 * @param unreachable is notified on the event loop if the machine there, or the
		 * network, answers that it cannot
		 */
		default void probe(InetSocketAddress address, DialTarget target, Consumer<NetworkException> unreachable) {
		}

		/** Receives the outcome of name look-ups. */
		@FunctionalInterface
		interface Resolution {

			/**
			 * The look-ups are done.
			 * @param addresses the addresses found
			 * @param failure the last failure, null if all were found
			 */
			void resolved(List<InetSocketAddress> addresses, @Nullable NetworkException failure);

		}

	}

}

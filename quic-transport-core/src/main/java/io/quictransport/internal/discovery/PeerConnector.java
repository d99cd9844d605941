package io.quictransport.internal.discovery;

import java.util.List;

import io.quictransport.DiscoveryException;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.jspecify.annotations.Nullable;

/**
 * What the transport does for the {@link DiscoveryEngine}. Called, and calls back, on the
 * event loop.
 */
public interface PeerConnector {

	/**
	 * Says whether there is a connection.
	 * @param peer the peer
	 * @return whether it is connected
	 */
	boolean isConnected(PeerId peer);

	/**
	 * Dials all addresses of a candidate once. A peer that is connected by it is kept.
	 * @param candidate who may be where
	 * @param outcome is told how it went, once
	 */
	void dial(PeerInfo candidate, Outcome outcome);

	/**
	 * Keeps a connected peer: it is dialled again when its connection is lost.
	 * @param peer the peer
	 * @param addresses where it may be found then
	 */
	void keep(PeerId peer, List<NodeAddress> addresses);

	/**
	 * Lets go of a peer that discovery alone has kept: it is dialled no more, and its
	 * connection closes when the work in flight is done.
	 * @param peer the peer
	 */
	void release(PeerId peer);

	/**
	 * A provider could not say which peers there are.
	 * @param failure what did not work
	 */
	void providerFailed(DiscoveryException failure);

	/**
	 * Takes the end of a dial.
	 */
	@FunctionalInterface
	interface Outcome {

		/**
		 * The dial has ended.
		 * @param peer who was found there, by its certificate; null if the dial failed
		 * @param failure why it failed; null if it did not
		 */
		void ended(@Nullable PeerId peer, @Nullable NetworkException failure);

	}

}

package io.quictransport.internal.discovery;

import java.util.List;

import io.quictransport.DiscoveryException;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Connects peers on behalf of the {@link DiscoveryEngine}. Called, and calls back, on the
 * event loop.
 */
public interface PeerConnector {

	/**
	 * Whether there is a connection.
	 * @param peer the peer
	 * @return whether it is connected
	 */
	boolean isConnected(PeerId peer);

	/**
	 * Dials all addresses of a candidate once. A peer that it connects is kept.
	 * @param candidate the expected peer and its addresses
	 * @param outcome receives the outcome, once
	 */
	void dial(PeerInfo candidate, Outcome outcome);

	/**
	 * Keeps a connected peer: it is dialled again when its connection is lost.
	 * @param peer the peer
	 * @param addresses where it may be reached then
	 */
	void keep(PeerId peer, List<NodeAddress> addresses);

	/**
	 * Lets go of a peer that discovery alone has kept: it is no longer dialled, and its
	 * connection closes when the work in flight is done.
	 * @param peer the peer
	 */
	void release(PeerId peer);

	/**
	 * A provider could not list the peers.
	 * @param failure the failure of the provider
	 */
	void providerFailed(DiscoveryException failure);

	/** Receives the outcome of a dial. */
	@FunctionalInterface
	interface Outcome {

		/**
		 * The dial has ended.
		 * @param peer the peer found there, by its certificate; null if the dial failed
		 * @param failure why it failed; null if it did not
		 */
		void ended(@Nullable PeerId peer, @Nullable NetworkException failure);

	}

}

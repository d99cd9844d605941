package io.quictransport.discovery;

import java.time.Duration;
import java.util.Collection;

import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Receives what a {@link PeerDiscovery} finds. Any thread may call; no call blocks. This
 * node itself may be among the findings: it is left out.
 */
public interface DiscoveredPeers {

	/**
	 * What this node states of itself to others, with the addresses at which it can be
	 * dialled.
	 * @return the current info of the node
	 */
	NodeInfo self();

	/**
	 * Replaces everything that this provider has listed before. The list is valid until
	 * the next one: a provider that cannot query its source at present calls
	 * {@link #failed} and nothing else. Peers that have left the list are removed after
	 * {@link DiscoveryOptions#removalDelay()}; a list without any peer is treated as a
	 * fault of its source and removes no peer. A provider that does not name this node,
	 * and knows of no other one, calls {@link #working}.
	 * @param peers all current peers
	 */
	void list(Collection<PeerInfo> peers);

	/**
	 * Reports one peer that has announced itself.
	 * @param peer the peer, with or without id
	 * @param validFor how long this is valid unless it is reported again
	 */
	void seen(PeerInfo peer, Duration validFor);

	/**
	 * Reports one peer that has announced its stop. A connected one has
	 * {@link DiscoveryOptions#removalDelay()} to be seen again.
	 * @param peer the peer
	 */
	void gone(PeerId peer);

	/**
	 * Reports one peer that may have gone, from an unproven announcement. A connected
	 * peer stays until its connection ends, and one that was never reached is still
	 * dialled.
	 * @param peer the peer
	 */
	default void saidToBeGone(PeerId peer) {
		gone(peer);
	}

	/**
	 * Reports that the provider works although it has no peer to report at present: it
	 * listens for announcements, or its source knows no other node. Its earlier findings
	 * remain valid.
	 */
	default void working() {
	}

	/**
	 * Reports that the provider could not determine the current peers. Its earlier
	 * findings remain valid. Each call is counted among the transport's errors as
	 * {@link io.quictransport.ErrorCode#DISCOVERY_FAILED}, and each cause is logged as a
	 * warning when it appears, and again after 10 minutes.
	 * @param detail what failed
	 * @param cause the underlying failure, or null
	 */
	void failed(String detail, @Nullable Throwable cause);

}

package io.quictransport.discovery;

import java.time.Duration;
import java.util.Collection;

import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a {@link PeerDiscovery} finds. Any thread may call; no call blocks. This
 * node itself may be among what is told: it is left out.
 */
public interface DiscoveredPeers {

	/**
	 * What this node tells others of itself, with the addresses it can be dialled at.
	 * @return the node as it is now
	 */
	NodeInfo self();

	/**
	 * Replaces all that this provider has listed before. The list holds until the next
	 * one: a provider that cannot ask at present says {@link #failed} and keeps quiet
	 * otherwise. What has left the list is removed after
	 * {@link DiscoveryOptions#removalDelay()}; a list without any peer is taken for a
	 * fault of its source and removes nobody.
	 * @param peers all peers there are
	 */
	void list(Collection<PeerInfo> peers);

	/**
	 * Tells of one peer that has made itself known.
	 * @param peer the peer, with or without id
	 * @param validFor how long it holds unless it is told again
	 */
	void seen(PeerInfo peer, Duration validFor);

	/**
	 * Tells of one peer that has taken its leave. A connected one has
	 * {@link DiscoveryOptions#removalDelay()} to be seen again.
	 * @param peer the peer
	 */
	void gone(PeerId peer);

	/**
	 * Says that the provider could not find out which peers there are. What it has told
	 * before goes on to hold. Each call is counted among the transport's errors as
	 * {@link io.quictransport.ErrorCode#DISCOVERY_FAILED}, the first in a row is a
	 * warning in the log.
	 * @param detail what did not work
	 * @param cause what lies beneath, or null
	 */
	void failed(String detail, @Nullable Throwable cause);

}

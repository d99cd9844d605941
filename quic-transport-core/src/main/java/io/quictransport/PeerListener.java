package io.quictransport;

/**
 * Is told when peers come, change and go.
 *
 * <p>
 * Called off the event loops, one event after another, in the order in which they
 * happened. An exception is logged and does not keep other listeners from being told.
 */
public interface PeerListener {

	/**
	 * A peer is connected: TLS done, identity checked, HELLO exchanged.
	 * @param peer what it says of itself
	 */
	default void peerUp(NodeInfo peer) {
	}

	/**
	 * A connected peer has announced something new of itself. Of changes that come faster
	 * than listeners take them only the last is told.
	 * @param peer what it says now
	 */
	default void peerUpdated(NodeInfo peer) {
	}

	/**
	 * A peer that was up is not connected any more.
	 * @param peer the peer
	 * @param reason why
	 */
	default void peerDown(PeerId peer, DownReason reason) {
	}

}

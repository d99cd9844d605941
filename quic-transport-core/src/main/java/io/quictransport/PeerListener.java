package io.quictransport;

/**
 * Receives events when peers go up, change and go down.
 *
 * <p>
 * Called off the event loops, one event after another, in the order in which they
 * happened. An exception is logged and does not keep other listeners from being notified.
 */
public interface PeerListener {

	/**
	 * A peer is connected: TLS complete, identity checked, HELLO exchanged.
	 * @param peer what it states of itself
	 */
	default void peerUp(NodeInfo peer) {
	}

	/**
	 * A connected peer has announced a change of what it states of itself. If changes
	 * arrive faster than listeners take them, only the last one is reported.
	 * @param peer what it states now
	 */
	default void peerUpdated(NodeInfo peer) {
	}

	/**
	 * A peer that was up is no longer connected.
	 * @param peer the peer
	 * @param reason the reason
	 */
	default void peerDown(PeerId peer, DownReason reason) {
	}

}

package io.quictransport.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quictransport.DownReason;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;

/**
 * Records when a node's listener was notified that a peer came up or went down.
 */
public final class PeerTimes implements PeerListener {

	/** When peers came, in {@link System#nanoTime()}. */
	public final List<Long> ups = new CopyOnWriteArrayList<>();

	/** When peers went. */
	public final List<Long> downs = new CopyOnWriteArrayList<>();

	public final List<DownReason> reasons = new CopyOnWriteArrayList<>();

	@Override
	public void peerUp(NodeInfo peer) {
		this.ups.add(System.nanoTime());
	}

	@Override
	public void peerDown(PeerId peer, DownReason reason) {
		this.downs.add(System.nanoTime());
		this.reasons.add(reason);
	}

}

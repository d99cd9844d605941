package io.quictransport.testing.contract;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quictransport.DownReason;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.Registration;

/**
 * Records the events of a node's listener.
 */
final class EventLog implements PeerListener {

	final List<String> entries = new CopyOnWriteArrayList<>();

	final Registration subscription;

	EventLog(NetworkTransport node) {
		this.subscription = node.subscribe(this);
	}

	@Override
	public void peerUp(NodeInfo peer) {
		this.entries.add("up " + peer.id());
	}

	@Override
	public void peerUpdated(NodeInfo peer) {
		this.entries.add("updated " + peer.id() + " " + peer.services() + " " + peer.version());
	}

	@Override
	public void peerDown(PeerId peer, DownReason reason) {
		this.entries.add("down " + peer + " " + reason);
	}

}

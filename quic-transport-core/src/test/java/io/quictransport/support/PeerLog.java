package io.quictransport.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quictransport.DownReason;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.Registration;
import io.quictransport.quic.QuicTransport;

/**
 * Records the events of a node's listener, a line for each: "up node-b", "updated node-b
 * [search] 2", "down node-b PEER_STOPPED".
 */
public final class PeerLog implements PeerListener, AutoCloseable {

	private final List<Entry> entries = new CopyOnWriteArrayList<>();

	private final Registration registration;

	public PeerLog(QuicTransport node) {
		this.registration = node.subscribe(this);
	}

	@Override
	public void peerUp(NodeInfo peer) {
		add("up " + peer.id());
	}

	@Override
	public void peerUpdated(NodeInfo peer) {
		add("updated " + peer.id() + " " + peer.services() + " " + peer.version());
	}

	@Override
	public void peerDown(PeerId peer, DownReason reason) {
		add("down " + peer + " " + reason);
	}

	private void add(String line) {
		this.entries.add(new Entry(line, System.nanoTime()));
	}

	public List<String> lines() {
		return this.entries.stream().map(Entry::line).toList();
	}

	/** How many lines begin so. */
	public int count(String beginning) {
		return (int) this.entries.stream().filter((entry) -> entry.line().startsWith(beginning)).count();
	}

	/** When the last line was told, by {@link System#nanoTime}. */
	public long lastAt() {
		return this.entries.get(this.entries.size() - 1).nanos();
	}

	@Override
	public void close() {
		this.registration.close();
	}

	private record Entry(String line, long nanos) {

	}

}

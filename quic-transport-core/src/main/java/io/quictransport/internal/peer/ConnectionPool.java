package io.quictransport.internal.peer;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.endpoint.Endpoint;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the peers of a transport by id, and the addresses whose peers are not known yet.
 * A peer, or the dial of an address, comes and goes on the event loop of its home; any
 * thread may look one up.
 */
final class ConnectionPool {

	/** Of those that have left longest ago nothing is known any more. */
	private static final int MOST_LEFT = 1024;

	private final List<Home> homes;

	private final LocalNode self;

	private final Map<PeerId, PeerState> peers = new ConcurrentHashMap<>();

	private final Map<List<NodeAddress>, AddressDial> addressDials = new ConcurrentHashMap<>();

	/**
	 * The ids of peers that have left. Asked only for a call that has no peer, so the
	 * lock is not on a message's path.
	 */
	private final Map<PeerId, Boolean> left = Collections.synchronizedMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<PeerId, Boolean> eldest) {
			return size() > MOST_LEFT;
		}

	});

	ConnectionPool(List<Home> homes, LocalNode self) {
		this.homes = homes;
		this.self = self;
	}

	/** The event loop of a peer; on any thread. */
	Home homeOf(PeerId peer) {
		return this.homes.get(Endpoint.homeOf(peer, this.homes.size()));
	}

	/** Whether a peer, other than this node itself, belongs to another event loop. */
	boolean isElsewhere(PeerId peer, Home home) {
		return homeOf(peer) != home && !peer.equals(this.self.id());
	}

	/**
	 * The one event loop of all these peers; null if they have several, or if this node
	 * itself is among them.
	 */
	@Nullable Home homeOfAll(Set<PeerId> peers) {
		Home home = null;
		for (PeerId peer : peers) {
			if (peer.equals(this.self.id()) || (home != null && homeOf(peer) != home)) {
				return null;
			}
			home = homeOf(peer);
		}
		return home;
	}

	/** Keeps a peer connected for as long as discovery lists it; on any event loop. */
	void found(PeerId id, List<NodeAddress> addresses, String by) {
		homeOf(id).run(() -> {
			PeerState known = this.peers.get(id);
			if (known != null) {
				known.found(addresses, by);
			}
		});
	}

	/** Discovery no longer lists a peer; on any event loop. */
	void released(PeerId id) {
		homeOf(id).run(() -> {
			PeerState known = this.peers.get(id);
			if (known != null) {
				known.release();
			}
		});
	}

	/** Keeps a peer connected from now on; on the first event loop. */
	void connect(PeerInfo info, DialFuture connected) {
		PeerId id = info.id();
		if (id != null) {
			homeOf(id).complete(connected, () -> peerOrNew(id).want(info.addresses(), connected));
		}
		else {
			connectAt(info.addresses(), connected);
		}
	}

	private void connectAt(List<NodeAddress> addresses, DialFuture connected) {
		AddressDial dial = this.addressDials.computeIfAbsent(addresses,
				(key) -> new AddressDial(this.homes.get(0), key, this));
		dial.home().complete(connected, () -> {
			if (this.addressDials.get(addresses) == dial) {
				dial.begin(connected);
			}
			else {
				// It has ended or moved meanwhile.
				connectAt(addresses, connected);
			}
		});
	}

	/** Lets the connection's peer accept or refuse it. */
	void decide(Connection connection) {
		if (connection.isClosed()) {
			return;
		}
		// The list may have changed while a peer was probed for its place.
		String refusal = this.self.refusalOf(connection.certificates());
		if (refusal != null) {
			connection.close(ErrorCode.PEER_NOT_ALLOWED, refusal);
			return;
		}
		peerOrNew(connection.remote().node().id()).offer(connection);
	}

	/**
	 * This node has dialled a peer, which accepts the connection or refuses it.
	 * @return the peer, null if it is this node itself
	 */
	@Nullable PeerState dialled(Connection connection, Hello hello) {
		if (hello.node().id().equals(this.self.id())) {
			connection.close(ErrorCode.SELF_CONNECTION, "a node has dialled itself");
			return null;
		}
		PeerState peer = peerOrNew(hello.node().id());
		peer.offer(connection);
		return peer;
	}

	private PeerState peerOrNew(PeerId id) {
		return this.peers.computeIfAbsent(id, (key) -> {
			Home home = homeOf(key);
			return new PeerState(home.context(), key, this, home.dialler());
		});
	}

	@Nullable PeerState peer(PeerId id) {
		return this.peers.get(id);
	}

	boolean isConnected(PeerId id) {
		PeerState peer = this.peers.get(id);
		return peer != null && peer.isConnected();
	}

	/**
	 * Finds the peer that has refused a dial because it is connected already.
	 * @param refusal the failure of a dial
	 * @return the connected peer, null if the dial failed for another reason
	 */
	@Nullable PeerState connectedBeside(NetworkException refusal) {
		PeerId id = refusal.context().peer();
		PeerState peer = (refusal.code() == ErrorCode.DUPLICATE_CONNECTION && id != null) ? this.peers.get(id) : null;
		return (peer != null && peer.isConnected()) ? peer : null;
	}

	Collection<PeerState> all() {
		return this.peers.values();
	}

	/** The peers whose home is one event loop. */
	List<PeerState> all(Home home) {
		return this.peers.values().stream().filter((peer) -> homeOf(peer.id()) == home).toList();
	}

	void remove(PeerState peer) {
		if (this.peers.remove(peer.id(), peer)) {
			this.left.put(peer.id(), true);
		}
	}

	/** The application wants to hear no more of a peer that has left. */
	void disown(PeerId id) {
		this.left.remove(id);
	}

	/** Whether a peer that is not known now was known before, and may come back. */
	boolean hasLeft(PeerId id) {
		return this.left.containsKey(id);
	}

	boolean remove(AddressDial dial) {
		return this.addressDials.remove(dial.addresses(), dial);
	}

	/** Another event loop dials instead; false if nobody wants it any more. */
	boolean replace(AddressDial dial, AddressDial next) {
		return this.addressDials.replace(dial.addresses(), dial, next);
	}

	/**
	 * Gives up all dials of addresses; also called when the first event loop has ended.
	 */
	void stopAddressDials(NetworkException why) {
		List<AddressDial> all = List.copyOf(this.addressDials.values());
		this.addressDials.clear();
		for (AddressDial dial : all) {
			if (dial.home() == this.homes.get(0)) {
				dial.stop(why);
			}
			else {
				dial.home().run(() -> dial.stop(why));
			}
		}
	}

	int connections() {
		return (int) this.peers.values().stream().filter(PeerState::isConnected).count();
	}

	int inFlight() {
		return this.peers.values().stream().mapToInt(PeerState::inFlight).sum();
	}

	TransportCounters.Paths paths() {
		TransportCounters.Paths summary = new TransportCounters.Paths();
		for (PeerState peer : this.peers.values()) {
			Connection connection = peer.live();
			if (connection != null) {
				summary.add(connection.rtt(), connection.path());
			}
		}
		return summary;
	}

}

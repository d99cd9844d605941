package io.quictransport.quic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.wire.Hello;
import org.jspecify.annotations.Nullable;

/**
 * The peers of a transport by id, and the addresses whose peers are not known yet. Peers
 * come and go on the event loop; any thread may look one up.
 */
final class ConnectionPool {

	private final TransportContext context;

	private final Map<PeerId, PeerState> peers = new ConcurrentHashMap<>();

	private final Map<List<NodeAddress>, Seed> seeds = new HashMap<>();

	private @Nullable Dialler dialler;

	ConnectionPool(TransportContext context) {
		this.context = context;
	}

	void dialWith(Dialler through) {
		this.dialler = through;
	}

	/** Keeps a peer connected from now on. */
	void connect(PeerInfo info, DialFuture connected) {
		PeerId id = info.id();
		if (id != null) {
			peerOrNew(id).want(info.addresses(), connected);
		}
		else {
			this.seeds
				.computeIfAbsent(info.addresses(), (addresses) -> new Seed(this.context, addresses, this, dialler()))
				.begin(connected);
		}
	}

	/** Has the connection's peer take it or leave it. */
	void decide(Connection connection) {
		if (connection.isClosed()) {
			return;
		}
		peerOrNew(connection.remote().node().id()).offer(connection);
	}

	/** This node has dialled a peer. */
	void dialled(Connection connection, Hello hello, Redialler.Target target) {
		if (hello.node().id().equals(this.context.id)) {
			connection.close(ErrorCode.SELF_CONNECTION, "a node has dialled itself");
			return;
		}
		PeerState peer = peerOrNew(hello.node().id());
		peer.offer(connection);
		target.identified(peer);
	}

	void closed(Connection connection, CloseCause cause) {
		if (connection.wasOpened()) {
			connection.peer().lost(connection, cause);
		}
	}

	private PeerState peerOrNew(PeerId id) {
		return this.peers.computeIfAbsent(id, (key) -> new PeerState(this.context, key, this, dialler()));
	}

	private Dialler dialler() {
		Dialler through = this.dialler;
		if (through == null) {
			throw new IllegalStateException("the pool has no dialler yet");
		}
		return through;
	}

	@Nullable PeerState peer(PeerId id) {
		return this.peers.get(id);
	}

	boolean isConnected(PeerId id) {
		PeerState peer = this.peers.get(id);
		return peer != null && peer.isConnected();
	}

	/**
	 * Who has refused a dial because it is connected already.
	 * @param refusal why a dial has failed
	 * @return the connected peer, null if that is not the reason
	 */
	@Nullable PeerState connectedBeside(NetworkException refusal) {
		PeerId id = refusal.context().peer();
		PeerState peer = (refusal.code() == ErrorCode.DUPLICATE_CONNECTION && id != null) ? this.peers.get(id) : null;
		return (peer != null && peer.isConnected()) ? peer : null;
	}

	Collection<PeerState> all() {
		return this.peers.values();
	}

	void remove(PeerState peer) {
		this.peers.remove(peer.id(), peer);
	}

	/** Says whether it was there. */
	boolean remove(Seed seed) {
		return this.seeds.values().remove(seed);
	}

	void stopSeeds(NetworkException why) {
		new ArrayList<>(this.seeds.values()).forEach((seed) -> seed.stop(why));
		this.seeds.clear();
	}

	int connections() {
		return (int) this.peers.values().stream().filter(PeerState::isConnected).count();
	}

	int inFlight() {
		return this.peers.values().stream().mapToInt((peer) -> peer.outbox().inFlight()).sum();
	}

	PathSummary paths() {
		return PathSummary.of(this.peers.values());
	}

}

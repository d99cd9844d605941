package io.quictransport.testing.memory;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerFailure;
import io.quictransport.PeerId;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.quic.TransportLimits;
import org.jspecify.annotations.Nullable;

/**
 * Represents one peer of a node: its phase, and the link to it. Confined to the event
 * loop, except for volatile fields.
 */
final class Peer {

	private final Node node;

	private final PeerId id;

	private final Inbound inbound;

	private final Outbound outbound;

	private final Figures.Traffic traffic = new Figures.Traffic();

	private final Set<NodeAddress> addresses = new LinkedHashSet<>();

	private final Set<InMemoryStream> streams = new LinkedHashSet<>();

	/** Whether this node dials the peer until it is connected. */
	private boolean wanted;

	/** Whether this node is about to leave the peer. */
	private boolean leaving;

	/** What the peer holds of this node, as long as the two may meet again. */
	private volatile @Nullable Peer other;

	private volatile PeerPhase phase = PeerPhase.DISCOVERED;

	private volatile boolean up;

	private volatile boolean dialled;

	private volatile @Nullable NodeInfo info;

	private volatile @Nullable InetSocketAddress remoteAddress;

	private volatile @Nullable String lastError;

	Peer(Node node, PeerId id) {
		this.node = node;
		this.id = id;
		this.inbound = new Inbound(node, this);
		this.outbound = new Outbound(node, this);
	}

	/** Makes a node as one that it calls itself: it is its own other end. */
	static Peer own(Node node) {
		Peer own = new Peer(node, node.id());
		own.other = own;
		own.phase = PeerPhase.CONNECTED;
		own.up = true;
		return own;
	}

	/** The run of the node ends, and with it what it wants of itself. */
	void endOwn(ErrorCode code, String why) {
		List.copyOf(this.streams).forEach((stream) -> stream.fail(code, why, false));
		parted(code, why);
	}

	/** Keeps the peer connected from now on. */
	void want(List<NodeAddress> at) {
		this.wanted = true;
		this.addresses.addAll(at);
	}

	boolean awaitsDial() {
		return this.wanted && !this.up;
	}

	Set<NodeAddress> addresses() {
		Set<NodeAddress> all = new LinkedHashSet<>(this.addresses);
		NodeInfo known = this.info;
		if (known != null) {
			all.addAll(known.addresses());
		}
		return all;
	}

	void dialFailed(@Nullable String cause) {
		this.lastError = cause;
		this.phase = PeerPhase.DISCONNECTED;
	}

	/** Connects the two ends. */
	static void connect(Peer dialler, Peer acceptor) {
		dialler.node.figures().dialled.increment();
		acceptor.node.figures().accepted.increment();
		dialler.up(acceptor, true);
		acceptor.up(dialler, false);
	}

	private void up(Peer met, boolean dialledHere) {
		Peer before = this.other;
		if (before != null && before != met) {
			this.inbound.reset();
			this.outbound.failAll(ErrorCode.PEER_RESTARTED, "the peer was restarted meanwhile");
		}
		NodeInfo known = met.node.info();
		this.other = met;
		this.dialled = dialledHere;
		this.info = known;
		this.remoteAddress = met.node.address();
		this.leaving = false;
		this.phase = PeerPhase.CONNECTED;
		this.up = true;
		this.node.tell((listener) -> listener.peerUp(known));
		if (this.node.isDraining()) {
			announceDrain();
		}
	}

	/** The peer is out of sight, and the two may meet again. */
	void unseen() {
		ended(ErrorCode.IDLE_TIMEOUT, "nothing was heard for the idle timeout", DownReason.IDLE_TIMEOUT);
	}

	private void ended(ErrorCode code, String why, DownReason reason) {
		this.up = false;
		this.phase = PeerPhase.DISCONNECTED;
		this.lastError = code + ": " + why;
		this.node.figures().closed.increment();
		this.node.figures().error(code);
		this.node.tell((listener) -> listener.peerDown(this.id, reason));
		List.copyOf(this.streams).forEach((stream) -> stream.fail(code, why, false));
	}

	/** Ends the connection at both ends. */
	void close(ErrorCode code, String why, DownReason here, DownReason there) {
		Peer far = this.other;
		if (this.up && far != null) {
			ended(code, why, here);
			far.ended(code, why, there);
			far.parted(code, why);
		}
		parted(code, why);
	}

	/** The two will not meet again as they are. */
	private void parted(ErrorCode code, String why) {
		this.other = null;
		this.inbound.reset();
		this.outbound.failAll(code, why);
		if (this.wanted) {
			this.node.dials().dialLater(this);
		}
		else {
			this.phase = PeerPhase.REMOVED;
			this.node.forget(this);
		}
	}

	/** Leaves the peer as soon as nothing is under way between the two. */
	void leave(long graceNanos, CompletableFuture<Void> left) {
		announceLeave();
		this.node.loop().poll(this::isAtRest, System.nanoTime() + graceNanos, (rested) -> {
			close(ErrorCode.DISCONNECTED, "disconnected on purpose", DownReason.DISCONNECTED,
					DownReason.CLOSED_BY_PEER);
			LoopFuture.done(left);
		});
	}

	/** Takes and sends no new work from here on, and tells the peer so. */
	void announceLeave() {
		this.wanted = false;
		this.leaving = true;
		announceDrain();
	}

	/** Tells the peer that this node takes work again. */
	void announceUndrain() {
		if (!this.leaving) {
			transmit((far) -> far.phase = (far.phase == PeerPhase.DRAINING) ? PeerPhase.CONNECTED : far.phase);
		}
	}

	/** Tells the peer that this node takes no new work. */
	void announceDrain() {
		transmit((far) -> far.phase = PeerPhase.DRAINING);
	}

	boolean isAtRest() {
		Peer far = this.other;
		return !this.up || far == null || (this.outbound.inFlight() == 0 && far.outbound.inFlight() == 0
				&& this.streams.isEmpty() && far.streams.isEmpty());
	}

	void nodeChanged(NodeInfo changed) {
		NodeInfo known = this.info;
		if (known == null || changed.version() > known.version()) {
			this.info = changed;
			this.node.tell((listener) -> listener.peerUpdated(changed));
		}
	}

	/** Has the peer do something when the wire has brought it there. */
	void transmit(Consumer<Peer> delivery) {
		Peer far = this.other;
		if (far != null) {
			this.node.wireTo(this.id).send(() -> {
				if (far.up && far.other == this) {
					delivery.accept(far);
				}
			});
		}
	}

	PeerId id() {
		return this.id;
	}

	boolean isUp() {
		return this.up;
	}

	/** Whether this node takes no more of the peer's work. */
	boolean refusesWork() {
		return this.leaving || this.node.isDraining();
	}

	/** Whether this node sends the peer no more work, for it would be refused. */
	boolean isRefused() {
		return this.phase == PeerPhase.DRAINING;
	}

	boolean isLeaving() {
		return this.leaving;
	}

	/** What the peer says of itself. */
	@Nullable NodeInfo info() {
		return this.info;
	}

	/** The other end, while it can be reached. */
	@Nullable Peer other() {
		return this.up ? this.other : null;
	}

	Node node() {
		return this.node;
	}

	Set<InMemoryStream> streams() {
		return this.streams;
	}

	/** What the peer admits; as this node does, if there is none. */
	TransportLimits theirLimits() {
		Peer far = this.other;
		return ((far != null) ? far.node : this.node).options().limits();
	}

	void countReceived(int bytes) {
		this.node.figures().traffic.received(bytes);
		this.traffic.received(bytes);
	}

	void countSent(int bytes) {
		this.node.figures().traffic.sent(bytes);
		this.traffic.sent(bytes);
	}

	Inbound inbound() {
		return this.inbound;
	}

	Outbound outbound() {
		return this.outbound;
	}

	Figures.Traffic traffic() {
		return this.traffic;
	}

	@Nullable String lastError() {
		return this.lastError;
	}

	Duration rtt() {
		return this.node.roundTripTo(this.id);
	}

	PeerSnapshot snapshot() {
		String error = this.lastError;
		ConnectionSnapshot connection = this.up
				? new ConnectionSnapshot(this.remoteAddress, this.dialled, rtt(), 0, null, null) : null;
		return new PeerSnapshot(this.id, this.phase, this.info, null, null, connection,
				this.traffic.snapshot(this.outbound.inFlight()),
				(error != null) ? new PeerFailure(error, null, null) : null);
	}

}

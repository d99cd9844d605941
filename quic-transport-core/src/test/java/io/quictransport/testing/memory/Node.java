package io.quictransport.testing.memory;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.quic.QuicTransportOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Represents one run of a transport, from start to stop. Confined to the event loop,
 * except for methods that only read.
 */
final class Node {

	private static final Logger logger = LoggerFactory.getLogger(Node.class);

	private final InMemoryNetwork network;

	private final PeerId id;

	private final QuicTransportOptions options;

	private final Handlers handlers;

	private final Figures figures;

	private final Executor executor;

	private final Serial events;

	private final InetSocketAddress address;

	private final Map<PeerId, Peer> peers = new ConcurrentHashMap<>();

	/** By the peers whose it is, whatever becomes of their connections. */
	private final Map<PeerId, Work> work = new HashMap<>();

	private final Dials dials;

	/** What this node wants of itself. */
	private final Peer own;

	private volatile NodeInfo info;

	private boolean draining;

	/** The number of drains that were taken back. */
	private int undrains;

	Node(InMemoryNetwork network, PeerId id, QuicTransportOptions options, Handlers handlers, Figures figures,
			Executor executor, Serial events, InetSocketAddress address) {
		this.network = network;
		this.id = id;
		this.options = options;
		this.handlers = handlers;
		this.figures = figures;
		this.address = address;
		this.executor = executor;
		this.events = events;
		this.dials = new Dials(this, network);
		this.info = ControlFrames.fit(NodeInfo.of(id)
			.withAddresses(options.advertisedAddresses().isEmpty() ? List.of(NodeAddress.of(address))
					: options.advertisedAddresses())
			.withServices(options.services())
			.withMetadata(options.metadata())
			.withPaths(handlers.served())
			.withVersion(1));
		this.own = Peer.own(this);
		handlers.whenChanged(() -> network.loop().execute(this::announcePaths));
	}

	/** Handlers have come or gone. */
	private void announcePaths() {
		if (!ControlFrames.fit(this.info.withPaths(this.handlers.served())).equals(this.info)) {
			announce(this.info);
		}
	}

	/** What is admitted of a peer; nothing is kept of one that is gone and idle. */
	Work workOf(PeerId peer) {
		this.work.entrySet().removeIf((known) -> known.getValue().isIdle() && !this.peers.containsKey(known.getKey()));
		return this.work.computeIfAbsent(peer, (key) -> new Work(this));
	}

	Peer peerOrNew(PeerId peer) {
		return this.peers.computeIfAbsent(peer, (key) -> new Peer(this, key));
	}

	Dials dials() {
		return this.dials;
	}

	void disconnect(PeerId peer, CompletableFuture<Void> closed) {
		Peer known = this.peers.get(peer);
		if (known == null) {
			LoopFuture.done(closed);
		}
		else {
			known.leave(this.options.drainGrace().toNanos(), closed);
		}
	}

	void submit(Call<?> call) {
		if (call.isDone()) {
			return;
		}
		Peer peer = peer(call.message().destination());
		if (peer == null) {
			fail(call, call.failure(ErrorCode.UNKNOWN_PEER, Outcome.NOT_SENT,
					"no peer of this id is known; check the id, and have the peer dialled by connectPeer"));
		}
		else {
			peer.outbound().submit(call);
		}
	}

	void fail(Call<?> call, NetworkException cause) {
		this.figures.error(cause.code());
		call.fail(cause);
	}

	/** A caller has cancelled, on whichever thread. */
	void cancelled(Call<?> call) {
		this.network.loop().execute(() -> {
			Peer peer = peer(call.message().destination());
			if (peer != null) {
				peer.outbound().cancelled(call);
			}
		});
	}

	void announce(NodeInfo changed) {
		NodeInfo next = ControlFrames.fit(changed.withPaths(this.handlers.served()))
			.withVersion(this.info.version() + 1);
		this.info = next;
		this.peers.values().forEach((peer) -> peer.transmit((far) -> far.nodeChanged(next)));
	}

	void subscribe(Handlers.Subscription subscription) {
		List<NodeInfo> up = new ArrayList<>();
		for (Peer peer : this.peers.values()) {
			NodeInfo known = peer.info();
			if (peer.isUp() && known != null) {
				up.add(known);
			}
		}
		this.events.add(() -> {
			up.forEach((peer) -> subscription.tell((listener) -> listener.peerUp(peer)));
			subscription.begin();
		});
	}

	void tell(Consumer<PeerListener> event) {
		this.events.add(() -> this.handlers.subscriptions().forEach((subscription) -> subscription.tell(event)));
	}

	void drain(Duration grace, CompletableFuture<Boolean> drained) {
		this.draining = true;
		this.peers.values().forEach(Peer::announceDrain);
		int before = this.undrains;
		this.network.loop()
			.poll(() -> this.figures.handlers.get() == 0 || this.undrains != before,
					System.nanoTime() + Messages.nanos(grace),
					(ended) -> drained.complete(this.figures.handlers.get() == 0));
	}

	void undrain() {
		if (this.draining) {
			this.draining = false;
			this.undrains++;
			this.peers.values().forEach(Peer::announceUndrain);
		}
	}

	void stop(Runnable done) {
		this.draining = true;
		this.dials.stop();
		this.peers.values().forEach(Peer::announceLeave);
		this.network.loop().poll(this::isAtRest, System.nanoTime() + this.options.drainGrace().toNanos(), (rested) -> {
			this.network.places().unbind(this);
			this.peers.values()
				.forEach((peer) -> peer.close(ErrorCode.NOT_RUNNING, "the node stops", DownReason.LOCAL_STOP,
						DownReason.PEER_STOPPED));
			this.own.endOwn(ErrorCode.NOT_RUNNING, "the node stops");
			done.run();
		});
	}

	private boolean isAtRest() {
		return this.figures.handlers.get() == 0 && this.peers.values().stream().allMatch(Peer::isAtRest);
	}

	void forget(Peer peer) {
		this.peers.remove(peer.id(), peer);
	}

	/** A peer, or this node as one that it calls. */
	@Nullable Peer peer(PeerId peer) {
		return this.id.equals(peer) ? this.own : this.peers.get(peer);
	}

	Collection<Peer> peers() {
		return this.peers.values();
	}

	Wire wireTo(PeerId peer) {
		return this.network.wire(this.id, peer);
	}

	Duration roundTripTo(PeerId peer) {
		return wireTo(peer).delay().plus(this.network.wire(peer, this.id).delay());
	}

	PeerId id() {
		return this.id;
	}

	NodeInfo info() {
		return this.info;
	}

	InetSocketAddress address() {
		return this.address;
	}

	boolean isDraining() {
		return this.draining;
	}

	QuicTransportOptions options() {
		return this.options;
	}

	Handlers handlers() {
		return this.handlers;
	}

	Figures figures() {
		return this.figures;
	}

	Executor executor() {
		return this.executor;
	}

	Loop loop() {
		return this.network.loop();
	}

}

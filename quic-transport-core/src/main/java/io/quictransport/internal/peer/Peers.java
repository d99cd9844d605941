package io.quictransport.internal.peer;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.PeerSnapshot;
import io.quictransport.StreamOpening;
import io.quictransport.TransportStats;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionContext;
import io.quictransport.internal.discovery.DiscoveryEngine;
import io.quictransport.internal.endpoint.Endpoint;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.loop.TransportFuture;
import io.quictransport.internal.messaging.HandlerRegistry;
import io.quictransport.internal.messaging.Messaging;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.tls.TlsContexts;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;

/**
 * Represents this node among its peers during one run: finds, dials and accepts them, and
 * leads each call to the peer that it is for. Connects the parts that do so, and hides
 * them. Called by any thread, except for the methods that end a run, which belong to the
 * event loop.
 */
public final class Peers {

	private static final Log logger = Log.of(Peers.class);

	private final LoopTasks loop;

	private final TransportCounters counters;

	private final Messaging messaging;

	private final Endpoint endpoint;

	private final LocalNode self;

	private final PeerEvents events;

	private final ConnectionPool pool;

	private final Acceptor acceptor;

	private final DiscoveryDials discoveryDials;

	private final DiscoveryEngine discovery;

	/**
	 * Makes the peers of a run, none so far.
	 * @param identity who this node is, and whom it admits
	 * @param settings how peers are dialled and accepted
	 * @param connections how connections behave
	 * @param discovery how peers are found
	 * @param parts what the peers of the run share
	 */
	public Peers(Identity identity, PeerSettings settings, ConnectionContext.Settings connections,
			DiscoveryOptions discovery, Parts parts) {
		this.loop = parts.loop();
		this.counters = parts.counters();
		this.messaging = parts.messaging();
		this.endpoint = parts.endpoint();
		this.self = new LocalNode(identity.id(), connections.limits(), this.messaging.maxInFlight(),
				identity.idSource(), identity.allowed(), identity.denied(), identity.tls());
		this.events = new PeerEvents(parts.handlers(), parts.handlerTasks(), this.loop);
		PeerContext context = new PeerContext(this.self, settings, this.loop, parts.clock(), this.counters, this.events,
				parts.recordings(), this.messaging);
		ConnectionContext shared = new ConnectionContext(this.loop, parts.clock(), connections, this.counters,
				this.endpoint::frameBurst, this.messaging::drain, this.self::hello);
		Dialler dialler = new Dialler(context, this.endpoint, shared, parts.lookups());
		this.pool = new ConnectionPool(context, dialler);
		this.acceptor = new Acceptor(context, this.endpoint, shared, this.pool);
		this.discoveryDials = new DiscoveryDials(context, this.pool, dialler);
		this.discovery = new DiscoveryEngine(discovery,
				new DiscoveryEngine.Backoff(settings.minBackoff(), settings.maxBackoff()), this.loop,
				this.discoveryDials, this.self::info);
	}

	/**
	 * Binds the sockets: peers can be dialled and can connect from now on. Blocks.
	 * @return the address at which they can connect
	 */
	public InetSocketAddress bind() throws InterruptedException {
		this.endpoint.bindDialling(this.self::diallingEngine);
		return this.endpoint.bindAccepting(this.self::acceptingEngine, this.acceptor, Connection.streamHandler());
	}

	/** Sets what this node states of itself before there are peers. */
	public void introduce(NodeInfo node) {
		this.self.info(node);
	}

	/** Begins to look for peers; on the event loop. */
	public void discover() {
		this.discovery.start();
	}

	/** What this node states of itself. */
	public NodeInfo localNode() {
		return this.self.info();
	}

	/** Tells all peers what this node states of itself from now on. */
	public CompletableFuture<Void> announce(NodeInfo node) {
		TransportFuture<Void> announced = new TransportFuture<>();
		return this.loop.complete(announced, () -> {
			NodeInfo next = node.withVersion(this.self.info().version() + 1);
			this.self.info(next);
			this.pool.all().forEach((peer) -> peer.announce(next));
			announced.complete(null);
		});
	}

	/** Keeps a peer connected from now on. */
	public CompletableFuture<NodeInfo> connect(PeerInfo peer) {
		DialFuture connected = new DialFuture(this.loop);
		if (this.self.id().equals(peer.id())) {
			connected.reject(NetworkException.of(ErrorCode.SELF_CONNECTION, Outcome.NOT_SENT,
					"the peer is this node itself", ErrorContext.of(peer.id())));
			return connected;
		}
		return this.loop.complete(connected, () -> this.pool.connect(peer, connected));
	}

	/** Lets go of a peer on purpose. */
	public CompletableFuture<Void> disconnect(PeerId id) {
		TransportFuture<Void> closed = new TransportFuture<>();
		return this.loop.complete(closed, () -> {
			this.discovery.disconnected(id);
			PeerState peer = this.pool.peer(id);
			if (peer == null) {
				this.pool.disown(id);
				closed.complete(null);
				return;
			}
			peer.disconnect(ErrorCode.DISCONNECTED, "disconnected on purpose").whenComplete((done, cause) -> {
				this.pool.disown(id);
				closed.complete(null);
			});
		});
	}

	public boolean isConnected(PeerId id) {
		return this.pool.isConnected(id);
	}

	/** The last certificate that a peer has shown. */
	public Optional<X509Certificate> certificate(PeerId id) {
		return Optional.ofNullable(this.pool.peer(id)).map(PeerState::certificate);
	}

	public CompletableFuture<NetworkMessage> request(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return unknownPeer(message);
		}
		return peer.messaging().request(message, timeoutNanos);
	}

	public CompletableFuture<byte[]> requestPayload(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return unknownPeer(message);
		}
		return peer.messaging().requestPayload(message, timeoutNanos);
	}

	public CompletableFuture<Void> send(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return unknownPeer(message);
		}
		return peer.messaging().send(message, timeoutNanos);
	}

	public CompletableFuture<MessageStream> openStream(StreamOpening opening, long timeoutNanos) {
		PeerState peer = this.pool.peer(opening.peer());
		if (peer == null) {
			return unknownPeer(NetworkMessage.request(opening.peer(), opening.path(), new byte[0]));
		}
		return peer.messaging().openStream(opening, timeoutNanos);
	}

	private <T> CompletableFuture<T> unknownPeer(NetworkMessage message) {
		NetworkException cause = whyUnknown(message);
		this.counters.error(cause.code());
		CompletableFuture<T> failed = new TransportFuture<>();
		failed.completeExceptionally(cause);
		return failed;
	}

	private NetworkException whyUnknown(NetworkMessage message) {
		ErrorContext context = ErrorContext.of(message);
		if (this.self.id().equals(message.destination())) {
			return NetworkException.of(ErrorCode.SELF_CONNECTION, Outcome.NOT_SENT,
					"a node does not call itself; call what the handler calls", context);
		}
		if (this.pool.hasLeft(message.destination())) {
			return NetworkException.of(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT,
					"the peer has left, and is not found again yet", context);
		}
		return NetworkException.of(ErrorCode.UNKNOWN_PEER, Outcome.NOT_SENT,
				"no peer of this id is known; check the id, and have the peer dialled by connectPeer,"
						+ " a list of peers or discovery",
				context);
	}

	/** Uses other TLS contexts for connections that begin from now on. */
	public void rotateIdentity(TlsContexts next) {
		this.self.tls(next);
	}

	/**
	 * Denies these peers from now on: cuts those that are connected, and dials those that
	 * are denied no more.
	 */
	public void deny(DenyList list) {
		this.self.deny(list);
		this.loop.execute(() -> each(PeerState::denyListChanged));
	}

	/** Replaces all live connections by new ones. */
	public void rotateConnections() {
		this.loop.execute(() -> this.pool.all().forEach(PeerState::rotate));
	}

	/** Replaces the live connection of one peer, if it has one. */
	public void rotateConnection(PeerId id) {
		this.loop.execute(() -> {
			PeerState peer = this.pool.peer(id);
			if (peer != null) {
				peer.rotate();
			}
		});
	}

	/** Reports the peers that are up to a new listener, and then adds it. */
	public void subscribe(PeerListener listener, Runnable add) {
		boolean taken = this.loop.offer(() -> {
			List<NodeInfo> up = new ArrayList<>();
			for (PeerState peer : this.pool.all()) {
				NodeInfo info = peer.info();
				if (peer.isConnected() && info != null) {
					up.add(info);
				}
			}
			this.events.subscribe(listener, up, add);
		});
		if (!taken) {
			add.run();
		}
	}

	/** Describes the known peers, by id. */
	public List<PeerSnapshot> snapshots() {
		return this.pool.all()
			.stream()
			.map(PeerState::snapshot)
			.sorted(Comparator.comparing(PeerSnapshot::id))
			.toList();
	}

	public TransportStats stats() {
		return this.counters.snapshot(this.pool.connections(), this.pool.inFlight(), this.pool.paths());
	}

	/**
	 * Takes no new work from peers.
	 * @param until the deadline of admitted work
	 */
	public void drain(long until) {
		this.self.drain(until);
		this.pool.all().forEach(PeerState::drain);
	}

	/**
	 * Lets go of all peers: no more dials, and their connections close when the work in
	 * flight is done.
	 * @param until the deadline of admitted work
	 * @param why fails the dials
	 */
	public void leave(long until, NetworkException why) {
		this.self.drain(until);
		stopDials(why);
		each((peer) -> peer.disconnect(why.code(), why.detail()));
	}

	private void stopDials(NetworkException why) {
		attempt(this.discovery::stop);
		attempt(() -> this.discoveryDials.stop(why));
		attempt(() -> this.pool.stopAddressDials(why));
	}

	public boolean haveConnections() {
		return this.pool.all().stream().anyMatch(PeerState::hasConnections);
	}

	/** Counts the messages of each peer that are admitted and not handled. */
	public Map<PeerId, Integer> unhandled() {
		Map<PeerId, Integer> counts = this.messaging.unhandledOfForgotten();
		this.pool.all().forEach((peer) -> counts.merge(peer.id(), peer.messaging().unhandled(), Integer::sum));
		return counts;
	}

	/**
	 * The sockets are about to be closed: cuts the remaining connections.
	 * @param why what their ends and the remaining calls are told
	 */
	public void cut(NetworkException why) {
		attempt(this.acceptor::end);
		each((peer) -> peer.closeNow(why.code(), why.detail()));
	}

	/**
	 * The event loop has ended: fails what waits for it. From now on the calling thread
	 * owns the state that was confined to the loop.
	 * @param why fails the dials
	 */
	public void loopEnded(NetworkException why) {
		stopDials(why);
		attempt(this.messaging::loopEnded);
		each(PeerState::loopEnded);
		attempt(this.acceptor::end);
	}

	private void each(Consumer<PeerState> step) {
		List.copyOf(this.pool.all()).forEach((peer) -> attempt(() -> step.accept(peer)));
	}

	/** Runs a step whose failure must not prevent the remaining ones. */
	private void attempt(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			logger.warn("event=stop_step_failed node={}", this.self.id(), ex);
		}
	}

	/**
	 * States who this node is, and whom it admits.
	 *
	 * @param id this node
	 * @param tls makes the TLS engines of its connections
	 * @param idSource which part of a certificate states the id
	 * @param allowed the ids that may connect
	 * @param denied the peers that are refused
	 */
	public record Identity(PeerId id, TlsContexts tls, NodeIdSource idSource, Predicate<PeerId> allowed,
			DenyList denied) {
	}

	/**
	 * Holds what the peers of one run share.
	 *
	 * @param endpoint the sockets, not bound yet
	 * @param messaging the state that the messages of all peers share
	 * @param loop the event loop
	 * @param clock the monotonic time in nanoseconds
	 * @param counters the counters of the transport
	 * @param handlers has the listeners
	 * @param handlerTasks runs them
	 * @param lookups resolves host names, which blocks
	 * @param recordings the connections that are to be recorded
	 */
	public record Parts(Endpoint endpoint, Messaging messaging, LoopTasks loop, LongSupplier clock,
			TransportCounters counters, HandlerRegistry handlers, TaskRunner handlerTasks, TaskRunner lookups,
			Recordings recordings) {
	}

}

package io.quictransport.internal.peer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.EventLoopStats;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.NodeResources;
import io.quictransport.Outcome;
import io.quictransport.PeerActivity;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.PeerSource;
import io.quictransport.QueueTotals;
import io.quictransport.SocketBuffers;
import io.quictransport.StreamOpening;
import io.quictransport.TransportStats;
import io.quictransport.UnreachedPeer;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionContext;
import io.quictransport.internal.connection.ConnectionHistory;
import io.quictransport.internal.discovery.DiscoveryEngine;
import io.quictransport.internal.endpoint.Endpoint;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.loop.TransportFuture;
import io.quictransport.internal.messaging.HandlerRegistry;
import io.quictransport.internal.messaging.Messaging;
import io.quictransport.internal.messaging.PeerMessaging;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.tls.TlsContexts;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;

/**
 * Represents this node among its peers during one run: finds, dials and accepts them, and
 * leads each call to the peer that it is for. Connects the parts that do so, and hides
 * them. Each peer has its home on one event loop; what concerns the node as a whole
 * happens on the first one. Called by any thread, except for the methods that end a run,
 * which belong to the first event loop.
 */
public final class Peers {

	private static final Log logger = Log.of(Peers.class);

	/** The lines a minute about a peer that breaks the protocol; as many at once. */
	private static final int MOST_VIOLATION_LINES = 10;

	/** The first event loop. */
	private final LoopTasks loop;

	private final TransportCounters counters;

	private final HandlerRegistry handlers;

	/** Whether a change of the served paths is about to be announced. */
	private final AtomicBoolean pathsAreChanging = new AtomicBoolean();

	private final List<OnLoop> parts;

	private final LocalNode self;

	private final List<Home> homes;

	/** Those of each home. */
	private final List<PeerEvents> events = new ArrayList<>();

	private final List<Acceptor> acceptors = new ArrayList<>();

	private final ConnectionPool pool;

	/** What this node requests of itself. */
	private final Messaging.OwnCalls own;

	private final DiscoveryDials discoveryDials;

	private final DiscoveryEngine discovery;

	private final UnreachedPeers unreached;

	/**
	 * Makes the peers of a run, none so far.
	 * @param identity who this node is, and whom it admits
	 * @param settings how peers are dialled and accepted
	 * @param connections how connections behave
	 * @param discovery how peers are found
	 * @param shared what the peers of the run share
	 * @param parts what the peers of each event loop share
	 */
	public Peers(Identity identity, PeerSettings settings, ConnectionContext.Settings connections,
			DiscoveryOptions discovery, Shared shared, List<OnLoop> parts) {
		this.loop = parts.get(0).loop();
		this.counters = shared.counters();
		this.handlers = shared.handlers();
		this.parts = List.copyOf(parts);
		this.self = new LocalNode(identity.id(), connections.limits(), parts.get(0).messaging().maxInFlight(),
				identity.idSource(), identity.allowed(), identity.denied(),
				new LocalNode.Proof(identity.tls(), identity.certificate()), identity.software());
		PeerListeners listeners = new PeerListeners(shared.handlers(), shared.handlerTasks(), this.loop, parts.size());
		this.unreached = new UnreachedPeers(shared.clock(), this.self::isDenied);
		RateLimit.OfPeers violations = new RateLimit.OfPeers(MOST_VIOLATION_LINES);
		List<ConnectionContext> connectionContexts = new ArrayList<>();
		List<Home> made = new ArrayList<>();
		for (OnLoop part : parts) {
			this.events.add(new PeerEvents(listeners, made.size(), shared.clock()));
			PeerContext context = new PeerContext(this.self, settings, part.loop(), shared.clock(), this.counters,
					this.unreached, this.events.get(made.size()), shared.recordings(), shared.lookups(),
					part.messaging());
			ConnectionContext ofConnections = new ConnectionContext(part.loop(), shared.clock(), connections,
					this.counters, shared.history(), violations, part.endpoint()::frameBurst, part.messaging()::drain,
					this.self::hello);
			connectionContexts.add(ofConnections);
			made.add(new Home(context, new Dialler(context, part.endpoint(), ofConnections)));
		}
		this.homes = List.copyOf(made);
		this.pool = new ConnectionPool(this.homes, this.self);
		this.own = PeerMessaging.own(this.pool.homeOf(this.self.id()).context().messaging(), this.self::certificate,
				this.self::isDraining);
		for (int i = 0; i < this.homes.size(); i++) {
			this.acceptors.add(new Acceptor(this.homes.get(i), parts.get(i).endpoint(), connectionContexts.get(i),
					this.pool, others(i)));
		}
		this.discoveryDials = new DiscoveryDials(this.homes.get(0), this.pool);
		this.discovery = new DiscoveryEngine(discovery,
				new DiscoveryEngine.Backoff(settings.minBackoff(), settings.maxBackoff()), this.loop,
				this.discoveryDials, this.self::info);
	}

	/** What the acceptor of one event loop knows of the others. */
	private Acceptor.Others others(int index) {
		return new Acceptor.Others() {

			@Override
			public int open() {
				int open = 0;
				for (int i = 0; i < Peers.this.acceptors.size(); i++) {
					open += (i != index) ? Peers.this.acceptors.get(i).open() : 0;
				}
				return open;
			}

			@Override
			public CompletableFuture<Void> makeRoom(int most) {
				return onEachHome((home) -> {
					int other = Peers.this.homes.indexOf(home);
					if (other != index) {
						Peers.this.acceptors.get(other).makeRoom(most);
					}
				});
			}

		};
	}

	/**
	 * Binds the sockets: peers can be dialled and can connect from now on. Blocks.
	 * @return the address at which they can connect
	 */
	public InetSocketAddress bind() throws InterruptedException {
		for (OnLoop part : this.parts) {
			part.endpoint().bindDialling(this.self::diallingEngine);
		}
		InetSocketAddress address = null;
		for (int i = 0; i < this.parts.size(); i++) {
			address = this.parts.get(i)
				.endpoint()
				.bindAccepting(this.self::acceptingEngine, this.acceptors.get(i), Connection.streamHandler());
		}
		return Objects.requireNonNull(address, "there is an event loop");
	}

	/**
	 * Sets what this node states of itself before there are peers, and keeps the paths in
	 * it up to date from now on.
	 */
	public void introduce(NodeInfo node) {
		this.self.info(ControlFrames.fit(node.withPaths(this.handlers.served())));
		this.handlers.whenChanged(this::pathsChanged);
		pathsChanged();
	}

	/** Handlers have come or gone; on any thread. Many changes are announced at once. */
	private void pathsChanged() {
		if (this.pathsAreChanging.compareAndSet(false, true) && !this.loop.offer(this::announcePaths)) {
			// The run has ended, and the next one introduces itself with what is served
			// then; or there is no memory, and the next change is announced with this
			// one.
			this.pathsAreChanging.set(false);
			logger.debug("event=paths_not_announced node={}", this.self.id());
		}
	}

	private void announcePaths() {
		this.pathsAreChanging.set(false);
		NodeInfo known = this.self.info();
		NodeInfo changed = ControlFrames.fit(known.withPaths(this.handlers.served()));
		if (!changed.equals(known)) {
			state(changed);
		}
	}

	/** States an info from now on, to all peers; on the first event loop. */
	private CompletableFuture<Void> state(NodeInfo info) {
		NodeInfo next = info.withVersion(this.self.info().version() + 1);
		this.self.info(next);
		return onEach((peer) -> peer.announce(next));
	}

	/** Begins to look for peers; on the first event loop. */
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
			state(ControlFrames.fit(node.withPaths(this.handlers.served()))).whenComplete((told, cause) -> {
				if (cause != null) {
					announced.completeExceptionally(LoopTasks.ended());
				}
				else {
					announced.complete(null);
				}
			});
		});
	}

	/**
	 * Runs a step for each peer, on the event loop of its home.
	 * @return completes when that is done, or an event loop has ended
	 */
	private CompletableFuture<Void> onEach(Consumer<PeerState> step) {
		return onEachHome((home) -> this.pool.all(home).forEach((peer) -> {
			try {
				step.accept(peer);
			}
			catch (Throwable ex) {
				// The other peers have their turn.
				logger.warn("event=peer_step_failed peer={} reason=\"{}\"", peer.id(), ex, ex);
			}
		}));
	}

	private CompletableFuture<Void> onEachHome(Consumer<Home> step) {
		return CompletableFuture.allOf(this.homes.stream().map((home) -> {
			CompletableFuture<Void> done = new CompletableFuture<>();
			Runnable task = () -> {
				attempt(() -> step.accept(home));
				done.complete(null);
			};
			if (home.loop().inEventLoop()) {
				task.run();
				return done;
			}
			return home.loop().complete(done, task);
		}).toArray(CompletableFuture<?>[]::new));
	}

	/** Keeps a peer connected from now on. */
	public CompletableFuture<NodeInfo> connect(PeerInfo peer) {
		DialFuture connected = new DialFuture();
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
			this.pool.homeOf(id).complete(closed, () -> disconnect(id, closed));
		});
	}

	/** On the event loop of the peer. */
	private void disconnect(PeerId id, CompletableFuture<Void> closed) {
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
	}

	/** Whether messages can be sent to a node, as they always can to this one. */
	public boolean isConnected(PeerId id) {
		return this.pool.isConnected(id) || this.self.id().equals(id);
	}

	/** The last certificate that a peer has shown, or that of this node. */
	public Optional<X509Certificate> certificate(PeerId id) {
		return this.self.id().equals(id) ? Optional.of(this.self.certificate())
				: Optional.ofNullable(this.pool.peer(id)).map(PeerState::certificate);
	}

	public CompletableFuture<NetworkMessage> request(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return isOwn(message.destination()) ? this.own.request(message, timeoutNanos) : unknownPeer(message);
		}
		return peer.messaging().request(message, timeoutNanos);
	}

	public <T> CompletableFuture<T> request(NetworkMessage message, long timeoutNanos,
			Function<? super NetworkMessage, ? extends T> reader) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return isOwn(message.destination()) ? this.own.request(message, timeoutNanos, reader)
					: unknownPeer(message);
		}
		return peer.messaging().request(message, timeoutNanos, reader);
	}

	public CompletableFuture<byte[]> requestPayload(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return isOwn(message.destination()) ? this.own.requestPayload(message, timeoutNanos) : unknownPeer(message);
		}
		return peer.messaging().requestPayload(message, timeoutNanos);
	}

	public CompletableFuture<Void> send(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return isOwn(message.destination()) ? this.own.send(message, timeoutNanos) : unknownPeer(message);
		}
		return peer.messaging().send(message, timeoutNanos);
	}

	public CompletableFuture<MessageStream> openStream(StreamOpening opening, long timeoutNanos) {
		PeerState peer = this.pool.peer(opening.peer());
		if (peer == null) {
			return isOwn(opening.peer()) ? this.own.openStream(opening, timeoutNanos)
					: unknownPeer(NetworkMessage.request(opening.peer(), opening.path(), new byte[0]));
		}
		return peer.messaging().openStream(opening, timeoutNanos);
	}

	private boolean isOwn(PeerId id) {
		return this.self.id().equals(id);
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
	public void rotateIdentity(TlsContexts next, X509Certificate certificate) {
		this.self.proof(new LocalNode.Proof(next, certificate));
	}

	/**
	 * Denies these peers from now on: cuts those that are connected, and dials those that
	 * are denied no more.
	 */
	public void deny(DenyList list) {
		this.self.deny(list);
		this.loop.execute(() -> onEach(PeerState::denyListChanged));
	}

	/** Replaces all live connections by new ones. */
	public void rotateConnections() {
		this.loop.execute(() -> onEach(PeerState::rotate));
	}

	/** Replaces the live connection of one peer, if it has one. */
	public void rotateConnection(PeerId id) {
		this.pool.homeOf(id).loop().execute(() -> {
			PeerState peer = this.pool.peer(id);
			if (peer != null) {
				peer.rotate();
			}
		});
	}

	/**
	 * Reports the peers that are up to a new listener, and then adds it.
	 * @param listener the listener
	 * @param ended whether it is to hear no more
	 * @param add adds it
	 */
	public void subscribe(PeerListener listener, BooleanSupplier ended, Runnable add) {
		PeerListeners.Pending joining = new PeerListeners.Pending(listener, ended, add);
		boolean taken = true;
		for (int i = 0; i < this.homes.size(); i++) {
			Home home = this.homes.get(i);
			PeerEvents there = this.events.get(i);
			taken &= home.loop().deliver(() -> there.subscribe(joining, up(home)));
		}
		if (!taken) {
			joining.withdraw();
			add.run();
		}
	}

	private List<NodeInfo> up(Home home) {
		List<NodeInfo> up = new ArrayList<>();
		for (PeerState peer : this.pool.all(home)) {
			NodeInfo info = peer.info();
			if (peer.isConnected() && info != null) {
				up.add(info);
			}
		}
		return up;
	}

	/** Describes the known peers, by id. */
	public List<PeerSnapshot> snapshots() {
		return this.pool.all()
			.stream()
			.map(PeerState::snapshot)
			.sorted(Comparator.comparing(PeerSnapshot::id))
			.toList();
	}

	/** Describes a known peer. */
	public Optional<PeerSnapshot> snapshot(PeerId id) {
		return Optional.ofNullable(this.pool.peer(id)).map(PeerState::snapshot);
	}

	/**
	 * Describes what happens with a peer now.
	 * @return completes on the peer's event loop; empty if there is no such peer
	 */
	public CompletableFuture<Optional<PeerActivity>> activity(PeerId id) {
		TransportFuture<Optional<PeerActivity>> described = new TransportFuture<>();
		return this.pool.homeOf(id)
			.loop()
			.complete(described,
					() -> described.complete(Optional.ofNullable(this.pool.peer(id)).map(PeerSnapshots::activity)));
	}

	/** Describes what the node takes of its machine. */
	public NodeResources resources() {
		long bytes = 0;
		for (PeerState peer : this.pool.all()) {
			bytes += peer.messaging().queuedBytes();
		}
		Duration wait = Duration.ZERO;
		for (OnLoop part : this.parts) {
			Duration there = part.messaging().longestWait();
			wait = (there.compareTo(wait) > 0) ? there : wait;
		}
		return new NodeResources(new QueueTotals(bytes, wait), Endpoint.bufferMemory(), sockets());
	}

	/** The buffers of the sockets. */
	public List<SocketBuffers> sockets() {
		return this.parts.stream().flatMap((part) -> part.endpoint().socketBuffers().stream()).toList();
	}

	/** Describes the peers and addresses that are wanted and not connected. */
	public List<UnreachedPeer> unreached() {
		return this.unreached.list();
	}

	/** Describes the sources that name peers to this node. */
	public List<PeerSource> sources() {
		return this.discovery.sources();
	}

	/** Counts the known peers by their phase. */
	public Map<PeerPhase, Integer> phases() {
		Map<PeerPhase, Integer> counts = new EnumMap<>(PeerPhase.class);
		this.pool.all().forEach((peer) -> counts.merge(peer.phase(), 1, Integer::sum));
		return counts;
	}

	/** Describes the event loops. */
	public List<EventLoopStats> eventLoops() {
		List<EventLoopStats> stats = new ArrayList<>();
		for (Home home : this.homes) {
			int index = stats.size();
			stats.add(new EventLoopStats(index,
					(int) this.pool.all(home).stream().filter(PeerState::isConnected).count(), home.loop().queued(),
					this.counters.worked(index), home.loop().silence(index, home.context().clock())));
		}
		return stats;
	}

	public TransportStats stats() {
		return this.counters.snapshot(this.pool.connections(), this.pool.inFlight() + this.own.inFlight(),
				this.pool.paths());
	}

	/**
	 * Takes no new work from peers.
	 * @param until the deadline of admitted work
	 * @return completes when no event loop admits any more
	 */
	public CompletableFuture<Void> drain(long until) {
		this.self.drain(until);
		return onEach(PeerState::drain);
	}

	/**
	 * Takes new work from peers again: each gets a connection that is not drained.
	 * @return completes when each event loop admits work, and has notified its peers;
	 * fails if the node stops
	 */
	public CompletableFuture<Void> undrain() {
		return this.self.undrain() ? onEach(PeerState::undrain) : CompletableFuture.failedFuture(LoopTasks.ended());
	}

	/**
	 * Lets go of all peers: no more dials, and their connections close when the work in
	 * flight is done.
	 * @param until the deadline of admitted work
	 * @param why fails the dials
	 */
	public void leave(long until, NetworkException why) {
		this.self.leave(until);
		stopDials(why);
		onEach((peer) -> peer.disconnect(why.code(), why.detail()));
	}

	private void stopDials(NetworkException why) {
		attempt(this.discovery::stop);
		attempt(() -> this.discoveryDials.stop(why));
		attempt(() -> this.pool.stopAddressDials(why));
	}

	/** Whether there are any; on any thread. */
	public boolean haveConnections() {
		return this.pool.all().stream().anyMatch(PeerState::hasConnections);
	}

	/**
	 * The sockets are about to be closed: cuts the remaining connections.
	 * @param why what their ends and the remaining calls are told
	 * @return the number of messages of each peer that were admitted and are not handled,
	 * completed on any event loop
	 */
	public CompletableFuture<Map<PeerId, Integer>> cut(NetworkException why) {
		Map<PeerId, Integer> unhandled = new ConcurrentSkipListMap<>();
		return onEachHome((home) -> {
			int index = this.homes.indexOf(home);
			attempt(() -> countUnhandled(index, unhandled));
			attempt(this.acceptors.get(index)::end);
			this.pool.all(home).forEach((peer) -> attempt(() -> peer.closeNow(why.code(), why.detail())));
			closeOwn(home, why);
		}).handle((cut, cause) -> unhandled);
	}

	/** Fails what this node requests of itself, if that belongs to the event loop. */
	private void closeOwn(Home home, NetworkException why) {
		if (home == this.pool.homeOf(this.self.id())) {
			attempt(() -> this.own.close(why.code(), why.detail()));
		}
	}

	private void countUnhandled(int index, Map<PeerId, Integer> counts) {
		this.parts.get(index)
			.messaging()
			.unhandledOfForgotten()
			.forEach((peer, count) -> counts.merge(peer, count, Integer::sum));
		if (this.homes.get(index) == this.pool.homeOf(this.self.id())) {
			counts.merge(this.self.id(), this.own.unhandled(), Integer::sum);
		}
		this.pool.all(this.homes.get(index))
			.forEach((peer) -> counts.merge(peer.id(), peer.messaging().unhandled(), Integer::sum));
	}

	/**
	 * An event loop has ended: fails what waits for it. From now on the calling thread
	 * owns the state that was confined to the loop.
	 * @param index of the event loop
	 * @param why fails the dials
	 */
	public void loopEnded(int index, NetworkException why) {
		if (index == 0) {
			stopDials(why);
			this.handlers.whenChanged(() -> {
			});
		}
		attempt(this.parts.get(index).messaging()::loopEnded);
		this.pool.all(this.homes.get(index)).forEach((peer) -> attempt(peer::loopEnded));
		closeOwn(this.homes.get(index), why);
		attempt(this.acceptors.get(index)::end);
	}

	/** Runs a step whose failure must not prevent the remaining ones. */
	private void attempt(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			logger.warn("event=stop_step_failed node={} reason=\"{}\"", this.self.id(), ex, ex);
		}
	}

	/**
	 * States who this node is, and whom it admits.
	 *
	 * @param id this node
	 * @param tls makes the TLS engines of its connections
	 * @param certificate what it proves its identity with
	 * @param idSource which part of a certificate states the id
	 * @param allowed the ids that may connect
	 * @param denied the peers that are refused
	 * @param software what this node tells its peers that it runs
	 */
	public record Identity(PeerId id, TlsContexts tls, X509Certificate certificate, NodeIdSource idSource,
			Predicate<PeerId> allowed, DenyList denied, String software) {
	}

	/**
	 * Holds what the peers of one run share.
	 *
	 * @param clock the monotonic time in nanoseconds
	 * @param counters the counters of the transport
	 * @param history what is remembered of connections that have ended
	 * @param handlers has the listeners
	 * @param handlerTasks runs them
	 * @param lookups resolves host names, which blocks
	 * @param recordings the connections that are to be recorded
	 */
	public record Shared(LongSupplier clock, TransportCounters counters, ConnectionHistory history,
			HandlerRegistry handlers, TaskRunner handlerTasks, TaskRunner lookups, Recordings recordings) {
	}

	/**
	 * Holds what the peers of one event loop share.
	 *
	 * @param endpoint the sockets, not bound yet
	 * @param loop the event loop
	 * @param messaging the state that the messages of all peers share
	 */
	public record OnLoop(Endpoint endpoint, LoopTasks loop, Messaging messaging) {
	}

}

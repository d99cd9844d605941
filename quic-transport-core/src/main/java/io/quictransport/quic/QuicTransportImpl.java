package io.quictransport.quic;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.Quic;
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
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionContext;
import io.quictransport.internal.discovery.DiscoveryEngine;
import io.quictransport.internal.endpoint.QuicCodecs;
import io.quictransport.internal.endpoint.Sockets;
import io.quictransport.internal.loop.LoopCounter;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTimer;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.loop.TransportFuture;
import io.quictransport.internal.messaging.HandlerRegistry;
import io.quictransport.internal.messaging.Messaging;
import io.quictransport.internal.messaging.MessagingLimits;
import io.quictransport.internal.peer.Acceptor;
import io.quictransport.internal.peer.ConnectionPool;
import io.quictransport.internal.peer.DialFuture;
import io.quictransport.internal.peer.Dialler;
import io.quictransport.internal.peer.DiscoveryDials;
import io.quictransport.internal.peer.LocalNode;
import io.quictransport.internal.peer.PeerContext;
import io.quictransport.internal.peer.PeerEvents;
import io.quictransport.internal.peer.PeerState;
import io.quictransport.internal.peer.Recordings;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.tls.TlsContexts;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Runs a transport from start to stop: owns the event loop, the sockets and the peers,
 * and connects the parts. Never copied; each start makes a new one.
 */
final class QuicTransportImpl {

	private static final Log logger = Log.of(QuicTransportImpl.class);

	/** How long the sockets outlive their connections, so that close frames can leave. */
	private static final long LINGER_MILLIS = 150;

	private static final long POLL_MILLIS = 5;

	private static final String STOPS = "the node stops";

	private final QuicTransportOptions options;

	private final LongSupplier clock;

	private final TransportCounters counters;

	private final LoopTasks loop;

	private final LocalNode self;

	private final Messaging messaging;

	private final PeerEvents events;

	private final QuicCodecs codecs;

	private final Sockets sockets;

	private final ConnectionPool pool;

	private final Acceptor acceptor;

	private final ExecutorService lookups;

	private final @Nullable ExecutorService ownExecutor;

	private final List<Channel> channels = new ArrayList<>();

	private final InetSocketAddress localAddress;

	private final DiscoveryDials discoveryDials;

	private final DiscoveryEngine discovery;

	/** The drains whose end is awaited. */
	private final Set<Drain> drains = ConcurrentHashMap.newKeySet();

	/** Completes when nothing of this run remains, whatever has ended it. */
	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final LoopTimer rest;

	/** Confined to the event loop: the time at which a stop stops waiting. */
	private long restUntil;

	/** Whether the event loop is to end. */
	private volatile boolean releasing;

	/** The failure for messages that the stop has lost, null if none were. */
	private volatile @Nullable NetworkException lost;

	private QuicTransportImpl(QuicTransportOptions options, LongSupplier clock, PeerId id, TlsIdentity identity,
			DenyList denied, HandlerRegistry handlers, TransportCounters counters, Recordings recordings)
			throws InterruptedException {
		ensureNativeLibrary();
		TlsContexts tls = IdentityUse.tried(identity, id);
		Executor given = options.handlerExecutor();
		Executor executor;
		if (given != null) {
			this.ownExecutor = null;
			executor = given;
		}
		else {
			ExecutorService own = HandlerExecutors.create(2 * options.limits().maxHandlers());
			this.ownExecutor = own;
			executor = own;
		}
		this.lookups = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "quic-lookup-" + id);
			thread.setDaemon(true);
			return thread;
		});
		this.options = options;
		this.clock = clock;
		this.counters = counters;
		RunSettings settings = RunSettings.of(options);
		MessagingLimits limits = settings.messaging();
		this.sockets = new Sockets(settings.endpoint(), "quic-" + id, this::areAnswersDue);
		EventLoop eventLoop = this.sockets.group().next();
		this.loop = new LoopTasks(eventLoop);
		this.rest = new LoopTimer(this.loop, this::awaitRest);
		TaskRunner handlerTasks = TaskRunner.on(executor, "handlers");
		this.self = new LocalNode(id, limits.wire(), limits.maxInFlight(), options.nodeIdSource(),
				IdPatterns.of(options.allowedPeers()), denied, tls);
		this.messaging = new Messaging(id, limits, handlers, counters, this.loop, clock, handlerTasks);
		this.events = new PeerEvents(handlers, handlerTasks, this.loop);
		LoopCounter bursts = new LoopCounter();
		ConnectionContext connections = new ConnectionContext(this.loop, clock, settings.connections(), counters,
				bursts, this.messaging::drain, this.self::hello);
		PeerContext peers = new PeerContext(this.self, settings.peers(), this.loop, clock, counters, this.events,
				recordings, this.messaging);
		this.codecs = new QuicCodecs(settings.endpoint(), bursts, this.sockets.segmentation());
		try {
			Channel client = bindClient();
			Dialler dialler = new Dialler(peers, connections, client, TaskRunner.on(this.lookups, "look-ups"),
					this.sockets.segmentation());
			this.pool = new ConnectionPool(peers, dialler);
			this.acceptor = new Acceptor(peers, connections, this.pool);
			this.discoveryDials = new DiscoveryDials(peers, this.pool, dialler);
			this.discovery = new DiscoveryEngine(options.discovery(),
					new DiscoveryEngine.Backoff(options.reconnectMinBackoff(), options.reconnectMaxBackoff()),
					this.loop, this.discoveryDials, this.self::info);
			this.localAddress = bind();
		}
		catch (Throwable ex) {
			release();
			releaseThreads();
			throw ex;
		}
	}

	private InetSocketAddress bind() throws InterruptedException {
		Channel server = this.sockets.bind(
				this.options.bindAddress(), () -> this.codecs.accepting(this.self::acceptingEngine,
						this.acceptor.halfOpen(), this.clock, this.acceptor, Connection.streamHandler()),
				this.options.bindTimeout().toNanos());
		this.channels.add(server);
		InetSocketAddress bound = (InetSocketAddress) server.localAddress();
		this.self.info(NodeInfo.of(this.self.id())
			.withAddresses(AdvertisedAddresses.of(this.options, bound))
			.withServices(this.options.services())
			.withMetadata(this.options.metadata())
			.withVersion(1));
		return bound;
	}

	private boolean areAnswersDue() {
		return this.messaging.areAnswersDue();
	}

	private Channel bindClient() throws InterruptedException {
		Channel client = this.sockets.bind(new InetSocketAddress(this.options.bindAddress().getAddress(), 0),
				() -> this.codecs.dialling(this.self::diallingEngine), 0);
		this.channels.add(client);
		return client;
	}

	static void ensureNativeLibrary() {
		if (!Quic.isAvailable()) {
			throw NetworkException.of(ErrorCode.NATIVE_LIBRARY_MISSING, Outcome.NOT_SENT,
					"the native library of io.netty:netty-codec-native-quic is missing for "
							+ System.getProperty("os.name") + " " + System.getProperty("os.arch")
							+ "; add the artifact with the classifier of this platform, for example linux-x86_64",
					ErrorContext.NONE, Quic.unavailabilityCause());
		}
	}

	/** Binds and begins to accept, on a separate thread: loading and binding block. */
	static CompletableFuture<QuicTransportImpl> start(QuicTransportOptions options, LongSupplier clock, PeerId id,
			TlsIdentity identity, DenyList denied, HandlerRegistry handlers, TransportCounters counters,
			Recordings recordings) {
		CompletableFuture<QuicTransportImpl> started = new CompletableFuture<>();
		Thread starter = new Thread(() -> {
			try {
				QuicTransportImpl run = new QuicTransportImpl(options, clock, id, identity, denied, handlers, counters,
						recordings);
				logger.info("event=transport_started node={} address={}", id, run.localAddress);
				run.loop.whenEnded("quic-end-" + id, run::loopEnded);
				run.loop.execute(run.discovery::start);
				started.complete(run);
			}
			catch (Throwable ex) {
				started.completeExceptionally(ex);
			}
		}, "quic-start-" + id);
		try {
			starter.start();
		}
		catch (Throwable ex) {
			// The system cannot create a thread.
			started.completeExceptionally(ex);
		}
		return started;
	}

	/** Closes all peers gracefully, waits for work in flight, and releases everything. */
	void stop() {
		long giveUpAt = this.clock.getAsLong() + LoopTimer.nanos(this.options.drainGrace());
		this.loop.execute(() -> {
			this.self.drain(giveUpAt);
			attempt(this.discovery::stop);
			attempt(() -> this.discoveryDials.stop(stopping()));
			attempt(() -> this.pool.stopAddressDials(stopping()));
			eachPeer((peer) -> peer.disconnect(ErrorCode.NOT_RUNNING, STOPS));
			this.restUntil = giveUpAt;
			awaitRest();
		});
	}

	/**
	 * Completes when nothing of this run remains; fails if the stop has lost messages.
	 */
	CompletableFuture<Void> ended() {
		return this.ended;
	}

	private void awaitRest() {
		boolean rested = this.messaging.handlersAtWork() == 0
				&& this.pool.all().stream().noneMatch(PeerState::hasConnections);
		if (!rested && this.clock.getAsLong() - this.restUntil < 0) {
			this.rest.setMillis(POLL_MILLIS);
			return;
		}
		attempt(this::nameLost);
		attempt(this.acceptor::end);
		eachPeer((peer) -> peer.closeNow(ErrorCode.NOT_RUNNING, STOPS));
		new LoopTimer(this.loop, this::release).setMillis(LINGER_MILLIS);
	}

	/** Names the messages that this node has acknowledged and not handled in time. */
	private void nameLost() {
		Map<PeerId, Integer> counts = this.messaging.unhandledOfForgotten();
		this.pool.all().forEach((peer) -> counts.merge(peer.id(), peer.messaging().unhandled(), Integer::sum));
		StringJoiner named = new StringJoiner(", ");
		counts.forEach((peer, count) -> {
			if (count > 0) {
				logger.warn("event=messages_lost peer={} count={} reason=\"the grace period is over\"", peer, count);
				this.counters.errors(ErrorCode.MESSAGES_LOST, count);
				named.add(count + " of " + peer);
			}
		});
		if (named.length() > 0) {
			this.lost = NetworkException.of(ErrorCode.MESSAGES_LOST, Outcome.UNKNOWN,
					"acknowledged messages were not handled within the grace period (option drainGrace): " + named,
					ErrorContext.NONE);
		}
	}

	/** Runs a step whose failure must not prevent the remaining steps of the end. */
	private void attempt(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			logger.warn("event=stop_step_failed node={}", this.self.id(), ex);
		}
	}

	private void eachPeer(Consumer<PeerState> step) {
		List.copyOf(this.pool.all()).forEach((peer) -> attempt(() -> step.accept(peer)));
	}

	/** Closes the sockets, then the event loop. */
	private void release() {
		this.releasing = true;
		this.channels.forEach(Channel::close);
		this.sockets.shutDown();
	}

	private void releaseThreads() {
		this.lookups.shutdownNow();
		ExecutorService own = this.ownExecutor;
		if (own != null) {
			own.shutdown();
		}
	}

	/**
	 * The event loop has ended, because of a stop or not: everything that waited for it
	 * is notified. From now on this thread owns the state that was confined to the loop.
	 */
	private void loopEnded() {
		boolean stopped = this.releasing;
		if (!stopped) {
			logger.warn("event=event_loop_ended node={} reason=\"it was not asked to; start() begins anew\"",
					this.self.id());
		}
		attempt(this.discovery::stop);
		attempt(() -> this.discoveryDials.stop(stopping()));
		attempt(() -> this.pool.stopAddressDials(stopping()));
		attempt(this.messaging::loopEnded);
		eachPeer(PeerState::loopEnded);
		attempt(this.acceptor::end);
		attempt(() -> this.drains.forEach(Drain::end));
		attempt(this.loop::failAwaited);
		this.channels.forEach((channel) -> attempt(() -> Sockets.closeWithoutLoop(channel)));
		attempt(this::releaseThreads);
		if (stopped) {
			logger.info("event=transport_stopped node={}", this.self.id());
		}
		conclude();
	}

	@SuppressWarnings("NullAway") // Void has no value but null
	private void conclude() {
		NetworkException loss = this.lost;
		if (loss != null) {
			this.ended.completeExceptionally(loss);
		}
		else {
			this.ended.complete(null);
		}
	}

	/** Refuses inbound work and waits for admitted work. */
	CompletableFuture<Boolean> drain(Duration grace) {
		TransportFuture<Boolean> drained = new TransportFuture<>();
		long giveUpAt = this.clock.getAsLong() + LoopTimer.nanos(grace);
		return this.loop.complete(drained, () -> {
			this.self.drain(giveUpAt);
			this.pool.all().forEach(PeerState::drain);
			Drain drain = new Drain(drained, giveUpAt);
			this.drains.add(drain);
			drain.look();
		});
	}

	CompletableFuture<NodeInfo> connectPeer(PeerInfo peer) {
		DialFuture connected = new DialFuture(this.loop);
		if (this.self.id().equals(peer.id())) {
			connected.reject(NetworkException.of(ErrorCode.SELF_CONNECTION, Outcome.NOT_SENT,
					"the peer is this node itself", ErrorContext.of(peer.id())));
			return connected;
		}
		return this.loop.complete(connected, () -> this.pool.connect(peer, connected));
	}

	CompletableFuture<Void> disconnect(PeerId id) {
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

	boolean isConnected(PeerId id) {
		return this.pool.isConnected(id);
	}

	Optional<X509Certificate> certificate(PeerId id) {
		return Optional.ofNullable(this.pool.peer(id)).map(PeerState::certificate);
	}

	CompletableFuture<NetworkMessage> request(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return unknownPeer(message);
		}
		return peer.messaging().request(message, timeoutNanos);
	}

	CompletableFuture<byte[]> requestPayload(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return unknownPeer(message);
		}
		return peer.messaging().requestPayload(message, timeoutNanos);
	}

	CompletableFuture<Void> send(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return unknownPeer(message);
		}
		return peer.messaging().send(message, timeoutNanos);
	}

	CompletableFuture<MessageStream> openStream(StreamOpening opening, long timeoutNanos) {
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

	CompletableFuture<Void> updatePeers(NodeInfo node) {
		TransportFuture<Void> announced = new TransportFuture<>();
		return this.loop.complete(announced, () -> {
			NodeInfo next = node.withVersion(this.self.info().version() + 1);
			this.self.info(next);
			this.pool.all().forEach((peer) -> peer.announce(next));
			announced.complete(null);
		});
	}

	/** Takes another certificate into use for connections that begin from now on. */
	void rotateIdentity(TlsIdentity next, TlsContexts tried) {
		this.self.tls(tried);
		logger.info("event=identity_rotated node={} serial={} valid_until={}", this.self.id(),
				next.certificate().getSerialNumber().toString(16), next.certificate().getNotAfter().toInstant());
	}

	/**
	 * Denies these peers from now on: cuts those that are connected, and dials those that
	 * are denied no more.
	 */
	void deny(DenyList list) {
		this.self.deny(list);
		this.loop.execute(() -> eachPeer(PeerState::denyListChanged));
		logger.info("event=peers_denied node={} ids={} serials={}", this.self.id(), list.ids().size(),
				list.serials().size());
	}

	/** Replaces all live connections by new ones. */
	void rotateConnections() {
		this.loop.execute(() -> this.pool.all().forEach(PeerState::rotate));
	}

	/** Replaces the live connection of one peer, if it has one. */
	void rotateConnection(PeerId id) {
		this.loop.execute(() -> {
			PeerState peer = this.pool.peer(id);
			if (peer != null) {
				peer.rotate();
			}
		});
	}

	void subscribe(PeerListener listener, Runnable add) {
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

	NodeInfo localNode() {
		return this.self.info();
	}

	InetSocketAddress localAddress() {
		return this.localAddress;
	}

	List<PeerSnapshot> peers() {
		return this.pool.all()
			.stream()
			.map(PeerState::snapshot)
			.sorted(Comparator.comparing(PeerSnapshot::id))
			.toList();
	}

	TransportStats stats() {
		return this.counters.snapshot(this.pool.connections(), this.pool.inFlight(), this.pool.paths());
	}

	private static NetworkException stopping() {
		return NetworkException.of(ErrorCode.NOT_RUNNING, Outcome.NOT_SENT, STOPS, ErrorContext.NONE);
	}

	/**
	 * Waits for the handlers of admitted work to end.
	 */
	private final class Drain {

		private final CompletableFuture<Boolean> drained;

		private final long giveUpAt;

		private final LoopTimer timer = new LoopTimer(QuicTransportImpl.this.loop, this::look);

		Drain(CompletableFuture<Boolean> drained, long giveUpAt) {
			this.drained = drained;
			this.giveUpAt = giveUpAt;
		}

		void look() {
			if (hasRested() || QuicTransportImpl.this.clock.getAsLong() - this.giveUpAt >= 0) {
				QuicTransportImpl.this.drains.remove(this);
				end();
			}
			else {
				this.timer.setMillis(POLL_MILLIS);
			}
		}

		void end() {
			this.drained.complete(hasRested());
		}

		private boolean hasRested() {
			return QuicTransportImpl.this.messaging.handlersAtWork() == 0;
		}

	}

}

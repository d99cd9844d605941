package io.quictransport.quic;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.Channel;
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
import io.quictransport.discovery.DiscoveryEngine;
import io.quictransport.tls.TlsContexts;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a transport, from start to stop: owns the event loop, the sockets and the
 * peers. Never copied; each start makes a new one.
 */
final class QuicTransportImpl {

	private static final Logger logger = LoggerFactory.getLogger(QuicTransportImpl.class);

	/** How long the sockets outlive their connections, for close frames to leave. */
	private static final long LINGER_MILLIS = 150;

	private static final long POLL_MILLIS = 5;

	private final TransportContext context;

	private final Sockets sockets;

	private final ConnectionPool pool;

	private final Acceptor acceptor;

	private final ExecutorService lookups;

	private final @Nullable ExecutorService ownExecutor;

	private final List<Channel> channels = new ArrayList<>();

	private final InetSocketAddress localAddress;

	private final DiscoveryDials discoveryDials;

	private final DiscoveryEngine discovery;

	private QuicTransportImpl(QuicTransportOptions options, PeerId id, TlsIdentity identity, HandlerRegistry handlers,
			TransportCounters counters, Recordings recordings) throws InterruptedException {
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
		this.sockets = new Sockets(options, "quic-" + id, this::areAnswersDue);
		this.context = new TransportContext(id, options, handlers, counters, recordings, this.sockets.group().next(),
				executor, tls);
		this.pool = new ConnectionPool(this.context);
		this.acceptor = new Acceptor(this.context, this.pool);
		try {
			Channel client = bindClient();
			Dialler dialler = new Dialler(this.context, client, this.pool, this.lookups, this.sockets.segmentation());
			this.pool.dialWith(dialler);
			this.discoveryDials = new DiscoveryDials(this.context, this.pool, dialler);
			this.discovery = new DiscoveryEngine(options.discovery(),
					new DiscoveryEngine.Backoff(options.reconnectMinBackoff(), options.reconnectMaxBackoff()),
					this.context.loop, this.discoveryDials, () -> this.context.node);
			this.localAddress = bind();
		}
		catch (RuntimeException | InterruptedException ex) {
			release(() -> {
			});
			throw ex;
		}
	}

	private InetSocketAddress bind() throws InterruptedException {
		QuicTransportOptions options = this.context.options;
		Channel server = this.sockets.bind(options.bindAddress(),
				() -> QuicCodecs.accepting(this.context, this.acceptor, this.sockets), options.bindTimeout().toNanos());
		this.channels.add(server);
		InetSocketAddress bound = (InetSocketAddress) server.localAddress();
		this.context.node = NodeInfo.of(this.context.id)
			.withAddresses(AdvertisedAddresses.of(options, bound))
			.withServices(options.services())
			.withMetadata(options.metadata())
			.withVersion(1);
		return bound;
	}

	private boolean areAnswersDue() {
		return this.context.requests.areAnswersDue();
	}

	private Channel bindClient() throws InterruptedException {
		Channel client = this.sockets.bind(new InetSocketAddress(this.context.options.bindAddress().getAddress(), 0),
				() -> QuicCodecs.dialling(this.context), 0);
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

	/** Binds and begins to accept, on a thread of its own: loading and binding block. */
	static CompletableFuture<QuicTransportImpl> start(QuicTransportOptions options, PeerId id, TlsIdentity identity,
			HandlerRegistry handlers, TransportCounters counters, Recordings recordings) {
		CompletableFuture<QuicTransportImpl> started = new CompletableFuture<>();
		Thread starter = new Thread(() -> {
			try {
				QuicTransportImpl run = new QuicTransportImpl(options, id, identity, handlers, counters, recordings);
				logger.info("event=transport_started node={} address={}", id, run.localAddress);
				run.context.loop.execute(run.discovery::start);
				started.complete(run);
			}
			catch (Throwable ex) {
				started.completeExceptionally(ex);
			}
		}, "quic-start-" + id);
		starter.start();
		return started;
	}

	/** Says farewell to all peers, waits for work in flight, and releases everything. */
	CompletableFuture<Void> stop() {
		CompletableFuture<Void> stopped = new TransportFuture<>();
		long giveUpAt = System.nanoTime() + this.context.options.drainGrace().toNanos();
		this.context.loop.execute(() -> {
			this.context.draining = true;
			this.discovery.stop();
			this.discoveryDials.stop(stopping());
			this.pool.stopSeeds(stopping());
			List.copyOf(this.pool.all()).forEach((peer) -> peer.disconnect(ErrorCode.NOT_RUNNING, "the node stops"));
			awaitRest(giveUpAt, (rested) -> {
				this.acceptor.end();
				List.copyOf(this.pool.all()).forEach((peer) -> peer.closeNow(ErrorCode.NOT_RUNNING, "the node stops"));
				this.context.loop.schedule(() -> release(() -> {
					logger.info("event=transport_stopped node={}", this.context.id);
					stopped.complete(null);
				}), LINGER_MILLIS, TimeUnit.MILLISECONDS);
			});
		});
		return stopped;
	}

	private void awaitRest(long giveUpAt, Consumer<Boolean> then) {
		boolean rested = this.context.handling.count() == 0
				&& this.pool.all().stream().noneMatch(PeerState::hasConnections);
		if (rested || System.nanoTime() - giveUpAt >= 0) {
			then.accept(rested);
		}
		else {
			this.context.loop.schedule(() -> awaitRest(giveUpAt, then), POLL_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/** Closes the sockets, then the event loop, then the threads. */
	private void release(Runnable done) {
		this.channels.forEach(Channel::close);
		this.sockets.shutDown(() -> {
			this.lookups.shutdownNow();
			ExecutorService own = this.ownExecutor;
			if (own != null) {
				own.shutdown();
			}
			done.run();
		});
	}

	/** Refuses inbound work and waits for what is admitted. */
	CompletableFuture<Boolean> drain(Duration grace) {
		CompletableFuture<Boolean> drained = new TransportFuture<>();
		long giveUpAt = System.nanoTime() + grace.toNanos();
		this.context.loop.execute(() -> {
			this.context.draining = true;
			this.pool.all().forEach((peer) -> peer.forEachConnection((connection) -> connection.farewell().drain()));
			awaitHandlers(giveUpAt, drained);
		});
		return drained;
	}

	private void awaitHandlers(long giveUpAt, CompletableFuture<Boolean> drained) {
		boolean rested = this.context.handling.count() == 0;
		if (rested || System.nanoTime() - giveUpAt >= 0) {
			drained.complete(rested);
		}
		else {
			this.context.loop.schedule(() -> awaitHandlers(giveUpAt, drained), POLL_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	CompletableFuture<NodeInfo> connectPeer(PeerInfo peer) {
		DialFuture connected = new DialFuture(this.context.loop);
		if (this.context.id.equals(peer.id())) {
			connected.completeExceptionally(NetworkException.of(ErrorCode.SELF_CONNECTION, Outcome.NOT_SENT,
					"the peer is this node itself", ErrorContext.of(peer.id())));
			return connected;
		}
		this.context.loop.execute(() -> this.pool.connect(peer, connected));
		return connected;
	}

	CompletableFuture<Void> disconnect(PeerId id) {
		CompletableFuture<Void> closed = new TransportFuture<>();
		this.context.loop.execute(() -> {
			this.discovery.disconnected(id);
			PeerState peer = this.pool.peer(id);
			if (peer == null) {
				closed.complete(null);
				return;
			}
			peer.disconnect(ErrorCode.DISCONNECTED, "disconnected on purpose")
				.whenComplete((done, cause) -> closed.complete(null));
		});
		return closed;
	}

	boolean isConnected(PeerId id) {
		return this.pool.isConnected(id);
	}

	Optional<X509Certificate> certificate(PeerId id) {
		return Optional.ofNullable(this.pool.peer(id)).map(PeerState::inbound).map(Inbound::certificate);
	}

	CompletableFuture<NetworkMessage> request(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return unknownPeer(message);
		}
		return enqueue(peer, RequestCall.forMessage(peer.outbox(), message, timeoutNanos));
	}

	CompletableFuture<byte[]> requestPayload(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return unknownPeer(message);
		}
		return enqueue(peer, RequestCall.forPayload(peer.outbox(), message, timeoutNanos));
	}

	CompletableFuture<Void> send(NetworkMessage message, long timeoutNanos) {
		PeerState peer = this.pool.peer(message.destination());
		if (peer == null) {
			return unknownPeer(message);
		}
		return enqueue(peer, new EventCall(peer.outbox(), message, timeoutNanos));
	}

	CompletableFuture<MessageStream> openStream(StreamOpening opening, long timeoutNanos) {
		PeerState peer = this.pool.peer(opening.peer());
		if (peer == null) {
			return unknownPeer(NetworkMessage.request(opening.peer(), opening.path(), new byte[0]));
		}
		return enqueue(peer, new StreamCall(peer.outbox(), opening, timeoutNanos));
	}

	private <T> CompletableFuture<T> enqueue(PeerState peer, Call<T> call) {
		NetworkException tooLarge = Outbox.checkSize(call, this.context.wireLimits);
		if (tooLarge != null) {
			this.context.counters.error(tooLarge.code());
			call.completeExceptionally(tooLarge);
		}
		else {
			peer.outbox().enqueue(call);
		}
		return call;
	}

	private <T> CompletableFuture<T> unknownPeer(NetworkMessage message) {
		this.context.counters.error(ErrorCode.NOT_CONNECTED);
		CompletableFuture<T> failed = new TransportFuture<>();
		failed.completeExceptionally(NetworkException.of(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT,
				"the peer is not known; connectPeer makes it so", ErrorContext.of(message)));
		return failed;
	}

	CompletableFuture<Void> updatePeers(NodeInfo node) {
		CompletableFuture<Void> announced = new TransportFuture<>();
		this.context.loop.execute(() -> {
			NodeInfo next = node.withVersion(this.context.node.version() + 1);
			this.context.node = next;
			this.pool.all().forEach((peer) -> {
				Connection connection = peer.live();
				if (connection != null) {
					connection.control().announce(next);
				}
			});
			announced.complete(null);
		});
		return announced;
	}

	/** Takes another certificate into use for connections that begin from now on. */
	void rotateIdentity(TlsIdentity next, TlsContexts tried) {
		this.context.tls = tried;
		logger.info("event=identity_rotated node={} serial={} valid_until={}", this.context.id,
				next.certificate().getSerialNumber().toString(16), next.certificate().getNotAfter().toInstant());
	}

	/** Replaces all live connections by new ones. */
	void rotateConnections() {
		this.context.loop.execute(() -> this.pool.all().forEach(PeerState::rotate));
	}

	/** Replaces the live connection of one peer, if it has one. */
	void rotateConnection(PeerId id) {
		this.context.loop.execute(() -> {
			PeerState peer = this.pool.peer(id);
			if (peer != null) {
				peer.rotate();
			}
		});
	}

	void subscribe(PeerListener listener, Runnable add) {
		this.context.loop.execute(() -> {
			List<NodeInfo> up = new ArrayList<>();
			for (PeerState peer : this.pool.all()) {
				NodeInfo info = peer.info();
				if (peer.isConnected() && info != null) {
					up.add(info);
				}
			}
			this.context.events.subscribe(listener, up, add);
		});
	}

	NodeInfo localNode() {
		return this.context.node;
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
		return this.context.counters.snapshot(this.pool.connections(), this.pool.inFlight(), this.pool.paths());
	}

	private static NetworkException stopping() {
		return NetworkException.of(ErrorCode.NOT_RUNNING, Outcome.NOT_SENT, "the node stops", ErrorContext.NONE);
	}

}

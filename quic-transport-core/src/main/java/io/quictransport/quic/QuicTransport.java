package io.quictransport.quic;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.quictransport.ConfigurationException;
import io.quictransport.ConnectionEnds;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.EventLoopStats;
import io.quictransport.MessageHandler;
import io.quictransport.MessageStream;
import io.quictransport.MessageStreamHandler;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
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
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.StreamOpening;
import io.quictransport.TransportState;
import io.quictransport.TransportStats;
import io.quictransport.TransportVersions;
import io.quictransport.UnreachedPeer;
import io.quictransport.internal.connection.ConnectionHistory;
import io.quictransport.internal.endpoint.Endpoint;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.loop.TransportFuture;
import io.quictransport.internal.messaging.HandlerRegistry;
import io.quictransport.internal.peer.Peers;
import io.quictransport.internal.peer.Recordings;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.tls.TlsContexts;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link NetworkTransport} over QUIC: checks its arguments and its life cycle,
 * and delegates the rest to the current run.
 *
 * <p>
 * Handlers and listeners belong to this object and survive stop and start; peers and
 * connections belong to one run.
 */
public final class QuicTransport implements NetworkTransport {

	private final QuicTransportOptions options;

	private final LongSupplier clock;

	private final Duration requestTimeout;

	/** Written under the lock {@link #rotation}, like the next field. */
	private volatile TlsIdentity identity;

	/** The contexts of an identity that was taken into use after the options. */
	private @Nullable TlsContexts tried;

	/** Has what starts, what rotates and what denies see each other. */
	private final Object rotation = new Object();

	/** Written while {@link #rotation} is held. */
	private volatile DenyList denied;

	private final PeerId id;

	private final HandlerRegistry handlers = new HandlerRegistry();

	private final TransportCounters counters = new TransportCounters();

	private final ConnectionHistory history;

	private final Recordings recordings = new Recordings(this::rotateConnection);

	/** Has drains and their ends reach the run in the order of the states. */
	private final Object draining = new Object();

	private final AtomicReference<Lifecycle> lifecycle = new AtomicReference<>(Lifecycle.STOPPED);

	/**
	 * Makes a transport that is not started yet.
	 * @param options its options; the identity is required
	 * @throws io.quictransport.ConfigurationException if the options do not fit together
	 * or the certificate does not state the node's id
	 */
	public QuicTransport(QuicTransportOptions options) {
		this(options, System::nanoTime);
	}

	/** Makes a transport whose timeouts and deadlines are measured on another clock. */
	QuicTransport(QuicTransportOptions options, LongSupplier clock) {
		OptionChecks.check(options);
		this.options = options;
		this.clock = clock;
		this.history = new ConnectionHistory(clock);
		this.requestTimeout = options.timeouts().request();
		this.identity = OptionChecks.identityOf(options);
		this.denied = options.denyList();
		this.id = this.identity.nodeId(options.nodeIdSource(), options.nodeId());
		ControlFrames.checkNodeInfo(localNode());
	}

	@Override
	public CompletableFuture<Void> start() {
		Lifecycle current = current();
		switch (current.state()) {
			case STARTING, RUNNING, DRAINING -> {
				return current.transition().copy();
			}
			case STOPPING -> {
				return current.transition().handle((stopped, cause) -> current).thenCompose((stopped) -> start());
			}
			default -> {
			}
		}
		TransportFuture<Void> started = new TransportFuture<>();
		Lifecycle starting = new Lifecycle(TransportState.STARTING, null, started);
		if (!this.lifecycle.compareAndSet(current, starting)) {
			return start();
		}
		TlsIdentity used = this.identity;
		DenyList first = this.denied;
		QuicTransportImpl
			.start(this.options, this.clock, this.id, used, first, this.handlers, this.counters, this.history,
					this.recordings)
			.whenComplete((run, cause) -> {
				try {
					started(started, used, first, run, cause);
				}
				catch (Throwable ex) {
					// A class that cannot be loaded, for instance: whoever waits is told.
					abandon(started, run, ex);
				}
			});
		return started.copy();
	}

	/** Stops a run that could not be taken into use, if there is one. */
	@SuppressWarnings("NullAway") // Void has no value but null
	private void abandon(TransportFuture<Void> started, @Nullable QuicTransportImpl run, Throwable cause) {
		if (run == null) {
			this.lifecycle.set(Lifecycle.STOPPED);
		}
		else {
			this.lifecycle.updateAndGet((current) -> (current.state() == TransportState.STOPPING) ? current
					: new Lifecycle(TransportState.STOPPING, run, new TransportFuture<>()));
			run.ended().whenComplete((ended, lost) -> ended(run, lost));
			run.stop();
		}
		started.completeExceptionally(startFailed(cause));
	}

	private static NetworkException startFailed(@Nullable Throwable cause) {
		String remedy = (cause instanceof OutOfMemoryError)
				? "; give the process more memory, of direct memory by -XX:MaxDirectMemorySize" : "";
		return NetworkException.of(ErrorCode.INTERNAL, Outcome.NOT_SENT,
				"the start failed: " + ForeignText.line(cause) + remedy, ErrorContext.NONE, cause);
	}

	@SuppressWarnings("NullAway") // Void has no value but null
	private void started(TransportFuture<Void> started, TlsIdentity used, DenyList first,
			@Nullable QuicTransportImpl run, @Nullable Throwable cause) {
		if (run != null) {
			synchronized (this.rotation) {
				this.lifecycle.set(new Lifecycle(TransportState.RUNNING, run, started));
				TlsContexts rotated = this.tried;
				if (rotated != null && this.identity != used) {
					run.rotateIdentity(this.identity, rotated);
				}
				if (!this.denied.equals(first)) {
					run.deny(this.denied);
				}
			}
			run.ended().whenComplete((ended, lost) -> ended(run, lost));
			started.complete(null);
		}
		else {
			this.lifecycle.set(Lifecycle.STOPPED);
			started.completeExceptionally((cause instanceof NetworkException known) ? known : startFailed(cause));
		}
	}

	@Override
	public CompletableFuture<Void> stop() {
		Lifecycle current = current();
		QuicTransportImpl run = current.run();
		if (current.state() == TransportState.STARTING) {
			return current.transition().handle((started, cause) -> cause).thenCompose((cause) -> stop());
		}
		if (run == null || current.state() == TransportState.STOPPING) {
			return current.transition().copy();
		}
		TransportFuture<Void> stopped = new TransportFuture<>();
		if (!this.lifecycle.compareAndSet(current, new Lifecycle(TransportState.STOPPING, run, stopped))) {
			return stop();
		}
		run.stop();
		return stopped.copy();
	}

	/** Nothing of a run remains, because it was stopped or an event loop has ended. */
	@SuppressWarnings("NullAway") // Void has no value but null
	private void ended(QuicTransportImpl run, @Nullable Throwable lost) {
		Lifecycle last = this.lifecycle.getAndUpdate((current) -> (current.run() == run) ? Lifecycle.STOPPED : current);
		if (last.run() != run || last.state() != TransportState.STOPPING) {
			return;
		}
		if (lost != null) {
			last.transition().completeExceptionally(lost);
		}
		else {
			last.transition().complete(null);
		}
	}

	@Override
	public CompletableFuture<Boolean> drain(Duration grace) {
		if (grace.isNegative()) {
			throw Option.invalid("grace", grace, "must not be negative");
		}
		synchronized (this.draining) {
			Lifecycle current = current();
			QuicTransportImpl run = current.run();
			if (run == null || current.state() == TransportState.STOPPING) {
				return failed(notRunning(ErrorContext.NONE));
			}
			this.lifecycle.compareAndSet(current, new Lifecycle(TransportState.DRAINING, run, current.transition()));
			return run.drain(grace);
		}
	}

	@Override
	@SuppressWarnings("NullAway") // Void has no value but null
	public CompletableFuture<Void> undrain() {
		synchronized (this.draining) {
			Lifecycle current = current();
			QuicTransportImpl run = current.run();
			if (run == null || current.state() == TransportState.STOPPING) {
				return failed(notRunning(ErrorContext.NONE));
			}
			if (current.state() != TransportState.DRAINING) {
				return CompletableFuture.completedFuture(null);
			}
			return this.lifecycle.compareAndSet(current,
					new Lifecycle(TransportState.RUNNING, run, current.transition())) ? run.undrain() : undrain();
		}
	}

	@Override
	public TransportState state() {
		return current().state();
	}

	@Override
	public NodeInfo localNode() {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().localNode()
				: NodeInfo.of(this.id)
					.withAddresses(this.options.advertisedAddresses())
					.withServices(this.options.services())
					.withMetadata(this.options.metadata());
	}

	@Override
	public InetSocketAddress localAddress() {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.localAddress() : this.options.bindAddress();
	}

	@Override
	public CompletableFuture<NodeInfo> connectPeer(PeerInfo peer) {
		Peers peers = usable();
		return (peers != null) ? peers.connect(peer) : failed(notRunning(ErrorContext.at(peer.id(), peer.addresses())));
	}

	@Override
	public CompletableFuture<Void> disconnect(PeerId peer) {
		Peers peers = usable();
		return (peers != null) ? peers.disconnect(peer) : failed(notRunning(ErrorContext.of(peer)));
	}

	@Override
	public boolean isConnected(PeerId peer) {
		QuicTransportImpl run = current().run();
		return run != null && run.peers().isConnected(peer);
	}

	@Override
	public Optional<X509Certificate> certificate(PeerId peer) {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().certificate(peer) : Optional.empty();
	}

	@Override
	public List<PeerSnapshot> peers() {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().snapshots() : List.of();
	}

	@Override
	public Optional<PeerSnapshot> peer(PeerId id) {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().snapshot(id) : Optional.empty();
	}

	@Override
	public List<UnreachedPeer> unreached() {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().unreached() : List.of();
	}

	@Override
	public List<PeerSource> peerSources() {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().sources() : List.of();
	}

	@Override
	public CompletableFuture<Optional<PeerActivity>> activity(PeerId peer) {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().activity(peer) : CompletableFuture.completedFuture(Optional.empty());
	}

	@Override
	public NodeResources resources() {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().resources()
				: new NodeResources(QueueTotals.NONE, Endpoint.bufferMemory(), List.of());
	}

	@Override
	public Map<PeerPhase, Integer> phases() {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().phases() : Map.of();
	}

	@Override
	public ConnectionEnds connectionEnds() {
		return this.history.snapshot();
	}

	@Override
	public CompletableFuture<NetworkMessage> request(NetworkMessage message, Duration timeout) {
		NetworkException invalid = MessageChecks.check(message, MessageType.REQUEST, timeout);
		Peers peers = usable();
		if (invalid != null || peers == null) {
			return failed((invalid != null) ? invalid : notRunning(ErrorContext.of(message)));
		}
		return peers.request(message, LoopTimer.nanos(timeout));
	}

	@Override
	public <T> CompletableFuture<T> request(NetworkMessage message, Duration timeout,
			Function<? super NetworkMessage, ? extends T> reader) {
		Objects.requireNonNull(reader, "reader");
		NetworkException invalid = MessageChecks.check(message, MessageType.REQUEST, timeout);
		Peers peers = usable();
		if (invalid != null || peers == null) {
			return failed((invalid != null) ? invalid : notRunning(ErrorContext.of(message)));
		}
		return peers.request(message, LoopTimer.nanos(timeout), reader);
	}

	@Override
	public CompletableFuture<byte[]> request(PeerId peer, String path, byte[] payload) {
		NetworkMessage message = NetworkMessage.request(peer, path, payload);
		NetworkException invalid = MessageChecks.check(message, MessageType.REQUEST, this.requestTimeout);
		Peers peers = usable();
		if (invalid != null || peers == null) {
			return failed((invalid != null) ? invalid : notRunning(ErrorContext.of(message)));
		}
		return peers.requestPayload(message, LoopTimer.nanos(this.requestTimeout));
	}

	@Override
	public CompletableFuture<Void> send(NetworkMessage message, Duration timeout) {
		NetworkException invalid = MessageChecks.check(message, MessageType.MESSAGE, timeout);
		Peers peers = usable();
		if (invalid != null || peers == null) {
			return failed((invalid != null) ? invalid : notRunning(ErrorContext.of(message)));
		}
		return peers.send(message, LoopTimer.nanos(timeout));
	}

	@Override
	public CompletableFuture<Void> send(PeerId peer, String path, byte[] payload) {
		return send(NetworkMessage.message(peer, path, payload), this.requestTimeout);
	}

	@Override
	public CompletableFuture<MessageStream> openStream(StreamOpening opening) {
		NetworkException invalid = MessageChecks.check(opening);
		Peers peers = usable();
		if (invalid != null || peers == null) {
			return failed((invalid != null) ? invalid : notRunning(ErrorContext.of(opening)));
		}
		return peers.openStream(opening, LoopTimer.nanos(this.requestTimeout));
	}

	@Override
	public CompletableFuture<Void> announce(NodeInfo node) {
		if (!node.id().equals(this.id)) {
			throw Option.invalid("node", node.id(), "must be this node's id, " + this.id);
		}
		ControlFrames.checkNodeInfo(node);
		Peers peers = usable();
		return (peers != null) ? peers.announce(node) : failed(notRunning(ErrorContext.NONE));
	}

	@Override
	public Registration onRequest(Route route, RequestHandler handler) {
		return this.handlers.addRequestHandler(route, handler);
	}

	@Override
	public Registration onMessage(Route route, MessageHandler handler) {
		return this.handlers.addMessageHandler(route, handler);
	}

	@Override
	public Registration onStream(Route route, MessageStreamHandler handler) {
		return this.handlers.addStreamHandler(route, handler);
	}

	@Override
	public Registration subscribe(PeerListener listener) {
		Subscription subscription = new Subscription(this.handlers, Objects.requireNonNull(listener, "listener"));
		Peers peers = usable();
		if (peers != null) {
			peers.subscribe(listener, subscription::hasEnded, subscription::begin);
		}
		else {
			subscription.begin();
		}
		return subscription;
	}

	@Override
	public boolean inEventLoop() {
		return TransportFuture.mustNotBlock();
	}

	@Override
	public TransportStats stats() {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().stats() : this.counters.snapshot();
	}

	@Override
	public TransportVersions versions() {
		return CodecVersion.VERSIONS;
	}

	@Override
	public List<EventLoopStats> eventLoops() {
		QuicTransportImpl run = current().run();
		return (run != null) ? run.peers().eventLoops()
				: IntStream.range(0, Endpoint.supported(this.options.quic().eventLoops()))
					.mapToObj((index) -> new EventLoopStats(index, 0, 0, this.counters.worked(index), Duration.ZERO))
					.toList();
	}

	@Override
	public void close() {
		if (TransportFuture.mustNotBlock()) {
			throw TransportFuture.blocked();
		}
		// Messages that a stop has lost are logged and counted: closing a resource does
		// not fail for them.
		stop().exceptionally((lost) -> null).join();
	}

	/**
	 * Takes another certificate, key or trust into use after a trial: if it cannot be
	 * used, or not tried for want of memory, the node keeps its current identity, logs
	 * this, and counts the error. Connections that begin from now on use it; existing
	 * connections keep their certificate until {@link #rotateConnections} or their age
	 * replaces them. Takes the time of two handshakes.
	 * @param next the new identity; its certificate must state this node's id
	 * @throws ConfigurationException if it does not, or cannot be used
	 * @throws NetworkException with {@link ErrorCode#INTERNAL} if it could not be tried
	 */
	public void rotateIdentity(TlsIdentity next) {
		try {
			next.nodeId(this.options.nodeIdSource(), this.id);
			TlsContexts tried = IdentityUse.tried(next, this.id);
			synchronized (this.rotation) {
				this.identity = next;
				this.tried = tried;
				QuicTransportImpl run = current().run();
				if (run != null) {
					run.rotateIdentity(next, tried);
				}
			}
		}
		catch (NetworkException ex) {
			this.counters.error(ex.code());
			IdentityUse.kept(this.id, this.identity, ex);
			throw ex;
		}
	}

	/**
	 * The identity that new connections use.
	 * @return the identity of the options, or the last one that was taken into use
	 */
	public TlsIdentity identity() {
		return this.identity;
	}

	/**
	 * Denies the peers on this list, and no others, from now on, even if a trusted CA has
	 * issued their certificates. Their connections are closed at once, and listeners
	 * receive {@link io.quictransport.DownReason#DENIED}. An id that is denied is not
	 * dialled either, until a later list leaves it out.
	 * @param list the denied ids and serial numbers; it replaces the previous list, also
	 * that of the options, and remains in force after a stop and start
	 */
	public void deny(DenyList list) {
		synchronized (this.rotation) {
			this.denied = list;
			QuicTransportImpl run = current().run();
			if (run != null) {
				run.deny(list);
			}
		}
	}

	/**
	 * Changes the list of denied peers in one step, as {@link #deny} replaces it: for
	 * several parties that deny peers without knowing of each other.
	 * @param change makes the next list of the current one
	 */
	public void updateDenyList(UnaryOperator<DenyList> change) {
		synchronized (this.rotation) {
			deny(change.apply(this.denied));
		}
	}

	/**
	 * Whom this node denies.
	 * @return the list of the options, or the last that was set since
	 */
	public DenyList denyList() {
		return this.denied;
	}

	/**
	 * Replaces each live connection by a new one, which takes over before the old one is
	 * retired: no message is lost and no listener fires. A peer that cannot be dialled
	 * keeps its connection.
	 */
	public void rotateConnections() {
		Peers peers = usable();
		if (peers != null) {
			peers.rotateConnections();
		}
	}

	/**
	 * Replaces the live connection to one peer, as {@link #rotateConnections} does.
	 * Nothing happens if the peer is not connected.
	 * @param peer the peer
	 */
	public void rotateConnection(PeerId peer) {
		Peers peers = usable();
		if (peers != null) {
			peers.rotateConnection(peer);
		}
	}

	/**
	 * Records the next connection that this node dials to a peer, in the qlog format that
	 * QUIC tools read, one file for each dial until one succeeds. A connected peer gets
	 * that connection at once, as by {@link #rotateConnections}. The files are named
	 * after this node, the peer and the time; they name addresses and sizes, but hold no
	 * payload. A recording ends after 10 minutes or 64 MiB: its connection is replaced.
	 * @param peer the peer
	 * @param directory the directory of the files; it must exist
	 * @throws io.quictransport.ConfigurationException if the directory cannot be written,
	 * or its disk is full
	 */
	public void recordNextConnection(PeerId peer, Path directory) {
		recordNextConnection(peer, directory, Duration.ofMinutes(10), 64 * 1024 * 1024);
	}

	/**
	 * Records the next connection that this node dials to a peer, as
	 * {@link #recordNextConnection(PeerId, Path)} does, within other bounds.
	 * @param peer the peer
	 * @param directory the directory of the files; it must exist
	 * @param maxDuration how long the recording takes at most, positive
	 * @param maxBytes the size of the file at which it ends, positive; checked twice a
	 * second
	 * @throws io.quictransport.ConfigurationException if the directory cannot be written,
	 * or its disk is full, or a bound is not positive
	 */
	public void recordNextConnection(PeerId peer, Path directory, Duration maxDuration, long maxBytes) {
		this.recordings.add(peer, directory, new Recordings.Bounds(maxDuration, maxBytes));
		Peers peers = usable();
		if (peers != null) {
			peers.rotateConnection(peer);
		}
	}

	/**
	 * Ends the recording of a peer, by replacing its connection, and one that has not
	 * begun.
	 * @param peer the peer
	 */
	public void stopRecording(PeerId peer) {
		this.recordings.stop(peer);
	}

	private Lifecycle current() {
		Lifecycle current = this.lifecycle.get();
		return (current != null) ? current : Lifecycle.STOPPED;
	}

	/** The peers of the run that accepts calls, null if there is none. */
	private @Nullable Peers usable() {
		Lifecycle current = current();
		QuicTransportImpl run = current.run();
		return (run == null || current.state() == TransportState.STOPPING) ? null : run.peers();
	}

	private NetworkException notRunning(ErrorContext context) {
		this.counters.error(ErrorCode.NOT_RUNNING);
		return NetworkException.of(ErrorCode.NOT_RUNNING, Outcome.NOT_SENT,
				"the transport is not running; call start() and wait for it", context.withState(state()));
	}

	private static <T> CompletableFuture<T> failed(NetworkException cause) {
		CompletableFuture<T> failed = new TransportFuture<>();
		failed.completeExceptionally(cause);
		return failed;
	}

	/**
	 * Holds the state of the life cycle.
	 *
	 * @param state the state
	 * @param run the current run, null while stopped or starting
	 * @param transition the last start, or the stop in progress
	 */
	private record Lifecycle(TransportState state, @Nullable QuicTransportImpl run,
			CompletableFuture<Void> transition) {

		static final Lifecycle STOPPED = new Lifecycle(TransportState.STOPPED, null,
				CompletableFuture.completedFuture(null));

	}

}

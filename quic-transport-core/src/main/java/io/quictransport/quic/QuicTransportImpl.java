package io.quictransport.quic;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.netty.handler.codec.quic.Quic;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.SocketBuffers;
import io.quictransport.TransportVersions;
import io.quictransport.internal.connection.ConnectionHistory;
import io.quictransport.internal.endpoint.Endpoint;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.loop.TransportFuture;
import io.quictransport.internal.messaging.HandlerRegistry;
import io.quictransport.internal.messaging.Messaging;
import io.quictransport.internal.peer.Peers;
import io.quictransport.internal.peer.Recordings;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.tls.TlsContexts;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Runs a transport from start to stop: owns the event loops, the sockets and the threads,
 * and decides when a drain or a stop has waited long enough. In between, the
 * {@link Peers} serve the application's calls. Each start makes a new instance.
 */
final class QuicTransportImpl {

	private static final Log logger = Log.of(QuicTransportImpl.class);

	/** How long the sockets outlive their connections, so that close frames can leave. */
	private static final long LINGER_MILLIS = 150;

	private static final long POLL_MILLIS = 5;

	/**
	 * How long the other event loops have to cut their connections after one has ended.
	 */
	private static final long CUT_SECONDS = 2;

	private static final String STOPS = "the node stops";

	/** The most trusted CAs that a line of the log names. */
	private static final int MOST_SERIALS = 16;

	private final QuicTransportOptions options;

	private final LongSupplier clock;

	private final TransportCounters counters;

	private final PeerId id;

	/** The parts of each event loop. */
	private final List<Peers.OnLoop> loops = new ArrayList<>();

	/** The first event loop, which leads the run from start to stop. */
	private final LoopTasks loop;

	/** The number of event loops that have not ended. */
	private final AtomicInteger running;

	private final Peers peers;

	private final ExecutorService lookups;

	private final @Nullable ExecutorService ownExecutor;

	private final InetSocketAddress localAddress;

	/** The drains whose end is awaited. */
	private final Set<Drain> drains = ConcurrentHashMap.newKeySet();

	/** Completes when nothing of this run remains, whatever has ended it. */
	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final LoopTimer rest;

	/** Confined to the first event loop: the time at which a stop stops waiting. */
	private long restUntil;

	/** Whether the event loops are to end. */
	private volatile boolean releasing;

	/** Whether one has ended that was not asked to. */
	private volatile boolean broken;

	/** The failure for messages that the stop has lost, null if none were. */
	private volatile @Nullable NetworkException lost;

	private QuicTransportImpl(QuicTransportOptions options, LongSupplier clock, PeerId id, TlsIdentity identity,
			DenyList denied, HandlerRegistry handlers, TransportCounters counters, ConnectionHistory history,
			Recordings recordings) throws InterruptedException {
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
		this.id = id;
		RunSettings settings = RunSettings.of(options);
		TaskRunner handlerTasks = TaskRunner.on(executor, "handlers");
		try {
			for (TransportCounters.OfLoop counted : counters.begin(settings.endpoint().eventLoops())) {
				this.loops.add(onLoop(settings, counted, handlers, handlerTasks));
			}
			this.loop = this.loops.get(0).loop();
			this.running = new AtomicInteger(this.loops.size());
			this.rest = new LoopTimer(this.loop, this::awaitRest);
			this.peers = new Peers(
					new Peers.Identity(id, tls, identity.certificate(), options.nodeIdSource(),
							IdPatterns.of(options.allowedPeers()), denied, CodecVersion.VERSIONS.software()),
					settings.peers(), settings.connections(), options.discovery(), new Peers.Shared(clock, counters,
							history, handlers, handlerTasks, TaskRunner.on(this.lookups, "look-ups"), recordings),
					this.loops);
			this.localAddress = this.peers.bind();
			this.peers.introduce(NodeInfo.of(id)
				.withAddresses(AdvertisedAddresses.of(options, this.localAddress))
				.withServices(options.services())
				.withMetadata(options.metadata())
				.withVersion(1));
		}
		catch (Throwable ex) {
			release();
			releaseThreads();
			throw ex;
		}
	}

	private Peers.OnLoop onLoop(RunSettings settings, TransportCounters.OfLoop counted, HandlerRegistry handlers,
			TaskRunner handlerTasks) {
		int index = this.loops.size();
		// The event loop runs, and asks, before there is anything to answer.
		AtomicReference<@Nullable Messaging> served = new AtomicReference<>();
		BooleanSupplier answersDue = () -> {
			Messaging messaging = served.get();
			return messaging != null && messaging.areAnswersDue();
		};
		Endpoint endpoint = (index == 0)
				? Endpoint.first(settings.endpoint(), this.id, this.clock, answersDue, counted.work()::add)
				: this.loops.get(index - 1).endpoint().next(answersDue, counted.work()::add);
		LoopTasks tasks = new LoopTasks(endpoint.loop());
		Messaging messaging = new Messaging(this.id, settings.messaging(), handlers, this.counters, counted, tasks,
				this.clock, handlerTasks);
		served.set(messaging);
		return new Peers.OnLoop(endpoint, tasks, messaging);
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
			ConnectionHistory history, Recordings recordings) {
		CompletableFuture<QuicTransportImpl> started = new CompletableFuture<>();
		Thread starter = new Thread(() -> {
			@Nullable QuicTransportImpl run = null;
			try {
				run = new QuicTransportImpl(options, clock, id, identity, denied, handlers, counters, history,
						recordings);
				TransportVersions versions = CodecVersion.VERSIONS;
				logger.info("event=transport_started node={} address={} library={} codec={} protocol={}", id,
						run.localAddress, versions.library(), versions.codec(), versions.protocol());
				run.tellOfSmallBuffers();
				run.watchLoops();
				run.loop.execute(run.peers::discover);
				started.complete(run);
			}
			catch (Throwable ex) {
				if (run != null) {
					// It has its sockets already, which the next start needs.
					run.release();
					run.releaseThreads();
				}
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

	/**
	 * Logs that the system has granted small buffers, which it does not report by itself.
	 * One line for all sockets, as a warning only if a size is configured, because many
	 * systems grant less than the default.
	 */
	private void tellOfSmallBuffers() {
		this.peers.sockets().stream().filter(SocketBuffers::isLimited).findFirst().ifPresent((socket) -> {
			String line = "event=socket_buffers_limited node={} address={} asked_bytes={} receive_bytes={} send_bytes={}"
					+ " reason=\"{}\"";
			Object[] values = { this.id, socket.address(), socket.asked(), socket.receive(), socket.send(),
					remedy(socket) };
			if (socket.asked() == QuicSettings.DEFAULT_SOCKET_BUFFER_SIZE) {
				logger.info(line, values);
			}
			else {
				logger.warn(line, values);
			}
		});
	}

	private static String remedy(SocketBuffers socket) {
		StringJoiner limits = new StringJoiner(" and ");
		if (socket.receive() < socket.askedReceive()) {
			limits.add("net.core.rmem_max");
		}
		if (socket.send() < socket.asked()) {
			limits.add("net.core.wmem_max");
		}
		return "the system grants less than the option socketBufferSize asks for; on Linux raise " + limits + " to "
				+ socket.asked() + " by sysctl, or set the option to " + Math.min(socket.receive(), socket.send());
	}

	private void watchLoops() {
		for (int i = 0; i < this.loops.size(); i++) {
			int index = i;
			this.loops.get(i).loop().keepUp();
			this.loops.get(i).loop().whenEnded("quic-end-" + this.id, () -> loopEnded(index));
		}
	}

	/** Closes all peers gracefully, waits for work in flight, and releases everything. */
	void stop() {
		long giveUpAt = this.clock.getAsLong() + LoopTimer.nanos(this.options.drainGrace());
		this.loop.execute(() -> {
			attempt(() -> this.peers.leave(giveUpAt, stopping()));
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

	private int handlersAtWork() {
		int count = 0;
		for (Peers.OnLoop each : this.loops) {
			count += each.messaging().handlersAtWork();
		}
		return count;
	}

	private void awaitRest() {
		boolean rested = handlersAtWork() == 0 && !this.peers.haveConnections();
		if (!rested && this.clock.getAsLong() - this.restUntil < 0) {
			this.rest.setMillis(POLL_MILLIS);
			return;
		}
		this.peers.cut(stopping()).thenAccept((unhandled) -> this.loop.execute(() -> {
			attempt(() -> nameLost(unhandled));
			new LoopTimer(this.loop, this::release).setMillis(LINGER_MILLIS);
		}));
	}

	/** Names the messages that this node has acknowledged and not handled in time. */
	private void nameLost(Map<PeerId, Integer> unhandled) {
		StringJoiner named = new StringJoiner(", ");
		unhandled.forEach((peer, count) -> {
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
			logger.warn("event=stop_step_failed node={} reason=\"{}\"", this.id, ex, ex);
		}
	}

	/** Closes the sockets, then the event loops. */
	private void release() {
		this.releasing = true;
		this.loops.forEach((each) -> each.endpoint().close());
	}

	private void releaseThreads() {
		this.lookups.shutdownNow();
		ExecutorService own = this.ownExecutor;
		if (own != null) {
			own.shutdown();
		}
	}

	/**
	 * An event loop has ended, because of a stop or not: everything that waited for it is
	 * notified. From now on this thread owns the state that was confined to the loop. A
	 * node does not go on without one of its event loops.
	 */
	private void loopEnded(int index) {
		boolean breaks = !this.releasing;
		if (breaks) {
			this.broken = true;
			logger.warn(
					"event=event_loop_ended node={} reason=\"no stop was requested; start() starts the node again\"",
					this.id);
		}
		attempt(() -> this.peers.loopEnded(index, stopping()));
		if (index == 0) {
			attempt(() -> this.drains.forEach(Drain::end));
		}
		Peers.OnLoop ended = this.loops.get(index);
		attempt(ended.loop()::failAwaited);
		attempt(ended.endpoint()::closeWithoutLoop);
		if (this.running.decrementAndGet() > 0) {
			if (breaks) {
				attempt(this::endOthers);
			}
			return;
		}
		attempt(this::releaseThreads);
		if (!this.broken) {
			logger.info("event=transport_stopped node={}", this.id);
		}
		conclude();
	}

	/** Closes what other event loops have, on a thread that may wait. */
	private void endOthers() {
		this.releasing = true;
		try {
			nameLost(this.peers.cut(stopping()).get(CUT_SECONDS, TimeUnit.SECONDS));
			TimeUnit.MILLISECONDS.sleep(LINGER_MILLIS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			logger.warn("event=stop_step_failed node={} reason=\"{}\"", this.id, ex, ex);
		}
		this.loops.stream()
			.filter((other) -> !other.loop().hasEnded())
			.forEach((other) -> attempt(other.endpoint()::close));
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
			Drain drain = new Drain(drained, giveUpAt);
			this.drains.add(drain);
			this.peers.drain(giveUpAt).whenComplete((refuses, cause) -> {
				if (cause != null) {
					drained.completeExceptionally(LoopTasks.ended());
				}
				else {
					drain.begin();
				}
			});
		});
	}

	/**
	 * Takes inbound work again; what waits for the end of a drain waits no longer.
	 */
	CompletableFuture<Void> undrain() {
		TransportFuture<Void> undrained = new TransportFuture<>();
		return this.loop.complete(undrained, () -> {
			this.drains.forEach(Drain::giveUp);
			this.peers.undrain().whenComplete((notified, cause) -> {
				if (cause != null) {
					undrained.completeExceptionally(LoopTasks.ended());
				}
				else {
					undrained.complete(null);
				}
			});
		});
	}

	/** The peers of this run, which take the application's calls. */
	Peers peers() {
		return this.peers;
	}

	/** Takes another certificate into use for connections that begin from now on. */
	void rotateIdentity(TlsIdentity next, TlsContexts tried) {
		this.peers.rotateIdentity(tried, next.certificate());
		logger.info(
				"event=identity_rotated node={} serial={} issuer=\"{}\" valid_until={} trusted={} trusted_serials={}",
				this.id, next.certificate().getSerialNumber().toString(16), next.certificate().getIssuerX500Principal(),
				next.certificate().getNotAfter().toInstant(), next.trusted().size(), serials(next.trusted()));
	}

	private static String serials(List<X509Certificate> authorities) {
		return authorities.stream()
			.limit(MOST_SERIALS)
			.map((authority) -> authority.getSerialNumber().toString(16))
			.collect(Collectors.joining(","));
	}

	/**
	 * Denies these peers from now on: cuts those that are connected, and dials those that
	 * are denied no more.
	 */
	void deny(DenyList list) {
		this.peers.deny(list);
		logger.info("event=peers_denied node={} ids={} serials={}", this.id, list.ids().size(), list.serials().size());
	}

	InetSocketAddress localAddress() {
		return this.localAddress;
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

		/** No event loop admits work any more; on any of them. */
		void begin() {
			if (QuicTransportImpl.this.loop.inEventLoop()) {
				look();
			}
			else {
				QuicTransportImpl.this.loop.execute(this::look);
			}
		}

		private void look() {
			if (this.drained.isDone()) {
				// The drain was taken back before each event loop had begun it.
				QuicTransportImpl.this.drains.remove(this);
			}
			else if (hasRested() || QuicTransportImpl.this.clock.getAsLong() - this.giveUpAt >= 0) {
				QuicTransportImpl.this.drains.remove(this);
				end();
			}
			else {
				this.timer.setMillis(POLL_MILLIS);
			}
		}

		/** The drain is taken back. */
		void giveUp() {
			this.timer.cancel();
			QuicTransportImpl.this.drains.remove(this);
			end();
		}

		void end() {
			this.drained.complete(hasRested());
		}

		private boolean hasRested() {
			return handlersAtWork() == 0;
		}

	}

}

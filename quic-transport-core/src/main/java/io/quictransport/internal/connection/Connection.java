package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.quictransport.ConnectionActivity;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeInfo;
import io.quictransport.PathStats;
import io.quictransport.internal.connection.ConnectionOwner.HandshakeListener;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.tls.PeerVerification;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Runs one QUIC connection, from TLS to the last byte: connects its parts and decides
 * when its handshake is complete, when it is open and when it is closed. Confined to the
 * event loop, except for the volatile fields.
 */
public final class Connection implements ConnectionLink, ReplacementPolicy.Subject {

	private static final Log logger = Log.of(Connection.class);

	private static final CloseCause UNSTATED = new CloseCause(ErrorCode.CONNECTION_LOST,
			"its cause could not be stated", ErrorContext.NONE, null);

	/** How long to wait for the close that follows a reset of the control stream. */
	private static final long CLOSE_SECONDS = 1;

	private final ConnectionContext context;

	private final QuicChannel channel;

	private final HandshakeListener handshakeListener;

	private final PeerVerification verification;

	private final boolean dialled;

	private final long begun;

	private final ControlStream control;

	private final Liveness liveness;

	private final PeerAddressChange addressChange;

	private final GracefulClose gracefulClose;

	private final Closing closing;

	private final PathSampler path;

	private final FlushQueue flushQueue;

	private final PartialFrames partialFrames;

	private final Violations violations;

	private final OpenStreams streams;

	private final LoopTimer handshakeTimer;

	private final List<Runnable> onOpen = new ArrayList<>();

	private long generation;

	private WireLimits limits;

	private @Nullable Hello remote;

	/** Null until the connection is open, like the session. */
	private volatile @Nullable ConnectionOwner owner;

	private volatile @Nullable Session session;

	private volatile @Nullable SocketAddress remoteAddress;

	private boolean controlAccepted;

	public Connection(ConnectionContext context, QuicChannel channel, HandshakeListener handshakeListener,
			PeerVerification verification, @Nullable SocketAddress dialledAddress, long generation) {
		this.context = context;
		this.channel = channel;
		this.handshakeListener = handshakeListener;
		this.verification = verification;
		this.begun = context.now();
		this.dialled = dialledAddress != null;
		this.generation = generation;
		this.limits = context.settings().limits();
		this.remoteAddress = (dialledAddress != null) ? dialledAddress : channel.remoteSocketAddress();
		this.flushQueue = new FlushQueue(context, this::beforeFlush, this::written);
		this.control = new ControlStream(this);
		this.partialFrames = new PartialFrames(context.settings().frameTimeout());
		this.path = new PathSampler(channel, context.counters(), context.now());
		ConnectionRoles roles = new ConnectionRoles(this);
		this.liveness = new Liveness(roles, context, new ReplacementPolicy(this, context.settings(), this.begun),
				this.partialFrames);
		this.addressChange = new PeerAddressChange(roles, context.loop());
		this.gracefulClose = new GracefulClose(roles, context);
		this.closing = new Closing(roles, this.dialled);
		this.violations = new Violations(this, context.counters(), context.violations());
		this.streams = new OpenStreams(context.counters());
		this.handshakeTimer = new LoopTimer(context.loop(), this::handshakeTooSlow);
	}

	/** Makes the handler that sets up peers' streams, for the codec of a socket. */
	public static ChannelHandler streamHandler() {
		return new StreamInitializer.Accepted();
	}

	public void install() {
		this.channel.pipeline().addLast(new ConnectionHandler(this));
		this.channel.attr(StreamInitializer.CONNECTION).set(this);
	}

	/** Starts the whole handshake timeout now. */
	public void awaitHandshake() {
		this.handshakeTimer.set(this.context.settings().handshakeTimeout().toNanos());
	}

	private void handshakeTooSlow() {
		close(ErrorCode.HANDSHAKE_TIMEOUT,
				"the handshake took longer than " + this.context.settings().handshakeTimeout().toMillis() + " ms");
	}

	/** TLS is complete; HELLO must follow. */
	void active() {
		this.remoteAddress = this.channel.remoteSocketAddress();
		awaitHandshake();
		if (this.dialled && this.handshakeListener.mayContinue(this.verification.ids())) {
			this.control.open(this.context.hello().apply(this.generation));
			openStream(this.control).addListener((Future<QuicStreamChannel> created) -> {
				if (created.isSuccess()) {
					this.control.begin(created.getNow());
				}
				else {
					close(ErrorCode.HANDSHAKE_FAILED, "the control stream could not be opened");
				}
			});
		}
	}

	/** The peer has sent HELLO, whose id must agree with its certificate. */
	void helloReceived(Hello hello) {
		NetworkException refused = PeerClaim.check(this.channel, this.verification, hello);
		if (refused != null) {
			close(refused.code(), refused.detail());
			return;
		}
		this.remote = hello;
		if (!this.dialled) {
			this.generation = hello.generation();
		}
		this.handshakeListener.handshakeComplete(this, hello);
	}

	/**
	 * Takes the connection into use for a peer; if accepted, sends HELLO.
	 * @param by the owner from now on
	 * @param carried the session whose messages it carries
	 */
	public void open(ConnectionOwner by, Session carried) {
		this.handshakeTimer.cancel();
		this.session = carried;
		this.owner = by;
		this.limits = this.context.settings().limits().and(remote().limits());
		if (!this.dialled) {
			this.control.hello(this.context.hello().apply(this.generation));
		}
		TransportCounters counters = this.context.counters();
		counters.handshakes.increment();
		counters.handshakeNanos.add(this.context.now() - this.begun);
		(this.dialled ? counters.dialled : counters.accepted).increment();
		logger.debug("event=connection_open peer={} address={} role={} generation={}", by.id(), this.remoteAddress,
				this.dialled ? "dialled" : "accepted", this.generation);
		this.handshakeListener.opened(this);
		this.liveness.start();
		this.onOpen.forEach(Runnable::run);
		this.onOpen.clear();
	}

	boolean isOpen() {
		return this.owner != null && !isClosed();
	}

	boolean wasOpened() {
		return this.owner != null;
	}

	@Override
	public boolean isLive() {
		ConnectionOwner by = this.owner;
		return by != null && !isClosed() && by.isLive(this);
	}

	/** Whether a stream of this kind has arrived before HELLO and must wait for it. */
	boolean mustWait(int streamKind) {
		return this.owner == null && this.dialled && streamKind != StreamKind.CONTROL;
	}

	void whenOpen(Runnable action) {
		this.onOpen.add(action);
	}

	StreamRole accept(QuicStreamChannel stream, int kind) {
		if (kind == StreamKind.CONTROL && !this.dialled && !this.controlAccepted && stream.streamId() == 0) {
			this.controlAccepted = true;
			this.control.begin(stream);
			return this.control;
		}
		if (!isOpen()) {
			throw new MalformedFrameException("stream kind " + kind + " comes before HELLO is answered");
		}
		return session().accept(stream, kind);
	}

	@Override
	public void workEnded() {
		if (this.gracefulClose.isLeaving()) {
			// After the current task, which may be about to resolve more.
			this.context.loop().execute(this.gracefulClose::progress);
		}
	}

	@Override
	public boolean isStalled(long now, long nanos) {
		return session().isStalled(now, nanos);
	}

	/** Has a new connection take over, because this one is worn out or stalled. */
	@Override
	public void replace(String reason) {
		ConnectionOwner by = this.owner;
		if (by != null && isLive() && !this.gracefulClose.isLeaving()) {
			logger.debug("event=connection_replaced peer={} address={} reason=\"{}\"", by.id(), this.remoteAddress,
					reason);
			this.context.counters().replaced.increment();
			by.rotate();
			if (!this.dialled) {
				// The peer may be the only end that can dial.
				this.gracefulClose.askForSuccessor();
			}
		}
	}

	/** A datagram of this connection has come from an address other than the peer's. */
	public void heardElsewhere(SocketAddress from) {
		if (isOpen()) {
			this.liveness.silence().heardElsewhere(from);
		}
	}

	/**
	 * The peer has not answered a probe.
	 * @param elsewhere where it may be now, null if nothing is known
	 */
	void peerSilent(@Nullable SocketAddress elsewhere) {
		ConnectionOwner by = this.owner;
		if (by == null || isClosed()) {
			return;
		}
		logger.debug("event=peer_silent peer={} address={} elsewhere={}", by.id(), this.remoteAddress, elsewhere);
		if (!isLive()) {
			this.gracefulClose.pathSuspect();
		}
		else if (this.dialled && !this.gracefulClose.isLeaving()) {
			by.peerSilent(elsewhere);
		}
	}

	/**
	 * Whether the peer does not answer now: its address may have changed, or the path be
	 * broken.
	 */
	public boolean isSilent() {
		return isOpen() && this.liveness.silence().isSilent() && !this.liveness.isPathNarrow();
	}

	void streamOpened() {
		this.streams.opened();
		this.liveness.streamOpened();
	}

	void streamClosed() {
		this.streams.closed();
		creditChanged();
	}

	void creditChanged() {
		if (isOpen()) {
			session().creditChanged();
		}
	}

	/** Without its control stream it is useless: closed, unless the peer closes first. */
	void controlStreamLost() {
		if (!isClosed()) {
			new LoopTimer(this.context.loop(), () -> close(ErrorCode.CONNECTION_LOST, "the control stream was reset"))
				.set(TimeUnit.SECONDS.toNanos(CLOSE_SECONDS));
		}
	}

	/** Closes at once, with a reason that both ends see. */
	public void close(ErrorCode code, String reason) {
		if (!this.closing.isBegun()) {
			this.closing.close(code, reason, errorContext());
		}
	}

	@Override
	public void closeLater(ErrorCode code, String reason) {
		this.context.loop().execute(() -> close(code, reason));
	}

	void closedByPeer(QuicConnectionCloseEvent event) {
		this.closing.closedByPeer((this.dialled || this.owner != null) ? CloseCause.ofEvent(event, errorContext())
				: CloseCause.ofEarlyEvent(event, errorContext()));
		closeSoon();
	}

	/**
	 * Discards what remains of the connection. The codec would wait for late packets,
	 * which takes seconds during a handshake; its own last packets are sent first.
	 */
	public void closeSoon() {
		this.context.loop().execute(this.channel::close);
	}

	public void channelClosed(@Nullable Throwable seen) {
		if (!this.closing.end()) {
			return;
		}
		ConnectionOwner by = this.owner;
		CloseCause cause = concludeInAnyCase(by != null, seen);
		this.closing.follow(peerName(), this.handshakeTimer::cancel, this.liveness::stop, this.path::end,
				this.gracefulClose::connectionClosed, this.verification::release, () -> {
					if (by != null) {
						session().closed();
					}
				}, this.control::abandon,
				() -> EndRecorder.record(this, by, cause, this.context, this.verification, this.handshakeListener),
				() -> ended(by, cause));
	}

	private void ended(@Nullable ConnectionOwner by, CloseCause cause) {
		logger.debug("event=connection_closed peer={} address={} by={} code={} reason=\"{}\"", peerName(),
				this.remoteAddress, isClosedHere() ? "this" : "peer", cause.code(), cause.detail());
		if (by != null) {
			by.closed(this, cause);
		}
		else {
			this.handshakeListener.failed(this, cause);
		}
	}

	/** What follows an end must not depend on whether its cause can be stated. */
	private CloseCause concludeInAnyCase(boolean wasOpen, @Nullable Throwable seen) {
		try {
			return conclude(wasOpen, seen);
		}
		catch (Throwable ex) {
			return UNSTATED;
		}
	}

	private CloseCause conclude(boolean wasOpen, @Nullable Throwable seen) {
		NetworkException refusal = this.verification.failure();
		if (refusal != null && !wasOpen) {
			this.closing.refusedHere();
			return new CloseCause(refusal.code(), refusal.detail(), errorContext(), refusal.getCause());
		}
		CloseCause known = this.closing.cause();
		return (known != null) ? known : CloseCause.ofSilence(this.channel, wasOpen, seen, errorContext());
	}

	/**
	 * Whether an end of the open connection belongs to what one of the nodes has planned.
	 */
	public boolean isEndPlanned(ErrorCode code) {
		return CloseCause.isPlannedClose(code, isClosedHere(), ownGoodbye(), peerGoodbye());
	}

	private ErrorContext errorContext() {
		ConnectionOwner by = this.owner;
		return ErrorContext.at((by != null) ? by.id() : this.verification.known(), this.remoteAddress)
			.withState((by != null) ? "open" : "handshaking");
	}

	/** Bytes have arrived; {@link #flush} follows when they are read. */
	void heard() {
		this.liveness.heard();
		this.flushQueue.readBegins();
	}

	void flush() {
		this.context.beforeFlush().run();
		this.flushQueue.flush();
	}

	private void written() {
		this.liveness.written();
	}

	private void beforeFlush() {
		Session carried = this.session;
		if (carried != null) {
			carried.beforeFlush();
		}
	}

	/**
	 * Takes no new work from the peer; this node's own continues.
	 * @param nanos how long admitted work may take
	 */
	public void drain(long nanos) {
		this.gracefulClose.drain(nanos);
	}

	/** The drain is taken back, for which a successor must take over. */
	public void undrain() {
		this.gracefulClose.undrain();
	}

	/** Takes and sends no new work; closes when all is answered or the grace is over. */
	public void leave(ErrorCode code, String reason) {
		this.gracefulClose.endWithinGrace(code, reason);
		this.gracefulClose.leave(code, reason);
	}

	/** Sends no new work: a newer connection takes over. Closes like {@link #leave}. */
	public void retire() {
		this.gracefulClose.endWithinGrace(ErrorCode.CONNECTION_REPLACED, "a newer connection has taken over");
		this.gracefulClose.retire();
	}

	public void announce(NodeInfo node) {
		this.control.announce(node);
	}

	/** Finds out within a timeout whether the peer answers. */
	public void probe(long timeoutNanos, Consumer<Boolean> result) {
		this.liveness.probe(timeoutNanos, result);
	}

	@Override
	public FrameOutput output(FrameOutput.@Nullable Backlog backlog) {
		return new FrameOutput(this.channel.alloc(), this.flushQueue, backlog);
	}

	@Override
	public boolean hasStreamCredit() {
		return this.channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0;
	}

	@Override
	public Future<QuicStreamChannel> openStream(StreamRole role) {
		return this.channel.createStream(QuicStreamType.BIDIRECTIONAL, new StreamInitializer(this, role));
	}

	@Override
	public ByteBufAllocator allocator() {
		return this.channel.alloc();
	}

	@Override
	public void tellCancelled(long id) {
		this.control.cancel(id);
	}

	@Override
	public void tellSettled(Settled settled) {
		this.control.settled(settled);
	}

	@Override
	public long now() {
		return this.flushQueue.now();
	}

	@Override
	public boolean losesPackets() {
		return this.path.isLossy();
	}

	@Override
	public long rttNanos() {
		Duration measured = this.liveness.rtt();
		return (measured != null) ? measured.toNanos() : 0;
	}

	long time() {
		return this.context.now();
	}

	@Override
	public long lastHeard() {
		return this.liveness.lastHeard();
	}

	/** The certificate that the peer has proven to own; once its HELLO has arrived. */
	@Override
	public X509Certificate certificate() {
		return PeerClaim.checked(this.channel);
	}

	/** The certificates that the peer showed, its own first; once HELLO has arrived. */
	public List<X509Certificate> certificates() {
		return PeerClaim.chain(this.channel);
	}

	@Override
	public boolean isDialled() {
		return this.dialled;
	}

	@Override
	public @Nullable CloseCause closeCause() {
		return this.closing.cause();
	}

	public boolean isClosedHere() {
		return this.closing.isHere();
	}

	@Override
	public boolean isClosed() {
		return this.closing.isOver();
	}

	public long generation() {
		return this.generation;
	}

	@Override
	public Hello remote() {
		Hello hello = this.remote;
		if (hello == null) {
			throw new IllegalStateException("no HELLO yet");
		}
		return hello;
	}

	ConnectionOwner owner() {
		ConnectionOwner by = this.owner;
		if (by == null) {
			throw new IllegalStateException("the connection is not open");
		}
		return by;
	}

	/** The messages that travel over the connection; read by any thread. */
	public Session session() {
		Session carried = this.session;
		if (carried == null) {
			throw new IllegalStateException("the connection is not open");
		}
		return carried;
	}

	@Override
	public String peerName() {
		ConnectionOwner by = this.owner;
		return (by != null) ? by.id().value() : "unknown";
	}

	public QuicChannel channel() {
		return this.channel;
	}

	ControlStream control() {
		return this.control;
	}

	Liveness liveness() {
		return this.liveness;
	}

	PeerAddressChange addressChange() {
		return this.addressChange;
	}

	PathSampler pathSampler() {
		return this.path;
	}

	PartialFrames partialFrames() {
		return this.partialFrames;
	}

	Violations violations() {
		return this.violations;
	}

	GracefulClose gracefulClose() {
		return this.gracefulClose;
	}

	public boolean isLeaving() {
		return this.gracefulClose.isLeaving();
	}

	/** Whether work that an end refuses here waits for a successor to take it. */
	public boolean needsSuccessor() {
		return this.gracefulClose.needsSuccessor();
	}

	/** The code of this end's GOAWAY, null if it has sent none. */
	public @Nullable ErrorCode ownGoodbye() {
		return this.gracefulClose.ownCode();
	}

	/** The code of the peer's GOAWAY, null if it has sent none. */
	public @Nullable ErrorCode peerGoodbye() {
		return this.gracefulClose.peerCode();
	}

	@Override
	public boolean refusesWork() {
		return this.gracefulClose.refusesWork();
	}

	@Override
	public boolean peerRefusesWork() {
		return this.gracefulClose.peerRefusesWork();
	}

	@Override
	public WireLimits localLimits() {
		return this.context.settings().limits();
	}

	@Override
	public WireLimits peerLimits() {
		return this.limits;
	}

	/** The round-trip time of the last answered PING; null before; for any thread. */
	public @Nullable Duration rtt() {
		return this.liveness.rtt();
	}

	/** The last sample of the path from QUIC; null before the first; for any thread. */
	public @Nullable PathStats path() {
		return this.path.last();
	}

	/** Describes the open connection now. */
	public ConnectionActivity stats() {
		return this.path.describe(session(), this.streams.count(), lastHeard(), time());
	}

	@Override
	public @Nullable SocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	void remoteAddressChanged(SocketAddress to) {
		this.remoteAddress = to;
	}

}

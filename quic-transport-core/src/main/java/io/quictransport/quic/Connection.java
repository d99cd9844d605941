package io.quictransport.quic;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.tls.PeerVerification;
import io.quictransport.wire.Hello;
import io.quictransport.wire.MalformedFrameException;
import io.quictransport.wire.StreamKind;
import io.quictransport.wire.WireLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One QUIC connection, from TLS to the last byte: holds its parts together and says when
 * it is greeted, open and closed. Confined to the event loop, but for the volatile
 * fields.
 */
final class Connection {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	/** What QUIC says of an application's close before its time (RFC 9000, 10.2.3). */
	private static final int APPLICATION_ERROR = 0x0C;

	private final TransportContext context;

	private final QuicChannel channel;

	private final ConnectionOwner owner;

	private final PeerVerification verification;

	private final boolean dialled;

	private final long begun = System.nanoTime();

	private final ControlStream control;

	private final StreamPool streams;

	private final InboundLanes inboundLanes;

	private final Liveness liveness;

	private final Farewell farewell;

	private final FlushQueue flushQueue;

	private final List<Runnable> onOpen = new ArrayList<>();

	private long generation;

	private WireLimits limits;

	private @Nullable Hello remote;

	private volatile @Nullable PeerState peer;

	private final Ending ending;

	private boolean opened;

	private boolean closed;

	private boolean controlAccepted;

	private boolean heard;

	private final HandshakeTimer handshakeTimer;

	private final Replies replies;

	private final MessageFraming framing;

	private final Violations violations;

	private final PartialFrames partialFrames;

	private volatile @Nullable SocketAddress remoteAddress;

	Connection(TransportContext context, QuicChannel channel, ConnectionOwner owner, PeerVerification verification,
			@Nullable SocketAddress dialledAddress, long generation) {
		this.context = context;
		this.channel = channel;
		this.owner = owner;
		this.verification = verification;
		this.ending = new Ending(channel, verification);
		this.dialled = dialledAddress != null;
		this.generation = generation;
		this.limits = context.wireLimits;
		this.remoteAddress = (dialledAddress != null) ? dialledAddress : channel.remoteSocketAddress();
		this.control = new ControlStream(this);
		this.streams = new StreamPool(this, context);
		this.inboundLanes = new InboundLanes(this, context.limits);
		this.flushQueue = new FlushQueue(context.loop, context.writes, this.inboundLanes::acknowledge);
		this.liveness = new Liveness(this, context);
		this.farewell = new Farewell(this, context);
		this.handshakeTimer = new HandshakeTimer(this, context);
		this.replies = new Replies(this, context);
		this.framing = new MessageFraming(this, context, this.flushQueue);
		this.partialFrames = new PartialFrames(context.limits);
		this.violations = new Violations(this, context.counters);
	}

	/** TLS is done: HELLO must come now. */
	void active() {
		this.remoteAddress = this.channel.remoteSocketAddress();
		this.handshakeTimer.start();
		if (this.dialled) {
			this.control.open(this.context.hello(this.generation));
			this.channel.createStream(QuicStreamType.BIDIRECTIONAL, new StreamInitializer(this, this.control))
				.addListener((Future<QuicStreamChannel> created) -> {
					if (created.isSuccess()) {
						this.control.begin(created.getNow());
					}
					else {
						close(ErrorCode.HANDSHAKE_FAILED, "the control stream could not be opened");
					}
				});
		}
	}

	/** The peer has said who it is: its certificate must agree. */
	void greeted(Hello hello) {
		NetworkException refused = PeerClaim.check(this.channel, this.verification, hello);
		if (refused != null) {
			close(refused.code(), refused.detail());
			return;
		}
		this.remote = hello;
		if (!this.dialled) {
			this.generation = hello.generation();
		}
		this.owner.greeted(this, hello);
	}

	/**
	 * Takes the connection into use for a peer; an accepted one answers HELLO with it.
	 */
	void open(PeerState of) {
		this.handshakeTimer.stop();
		this.peer = of;
		this.opened = true;
		this.limits = this.context.wireLimits.and(remote().limits());
		if (!this.dialled) {
			this.control.hello(this.context.hello(this.generation));
		}
		this.context.counters.handshakes.increment();
		this.context.counters.handshakeNanos.add(System.nanoTime() - this.begun);
		(this.dialled ? this.context.counters.dialled : this.context.counters.accepted).increment();
		logger.debug("event=connection_open peer={} address={} role={} generation={}", of.id(), this.remoteAddress,
				this.dialled ? "dialled" : "accepted", this.generation);
		this.owner.opened(this);
		this.liveness.start();
		this.onOpen.forEach(Runnable::run);
		this.onOpen.clear();
	}

	boolean isOpen() {
		return this.peer != null && !this.closed;
	}

	/** Whether a stream of this kind has overtaken HELLO. */
	boolean mustWait(int streamKind) {
		return this.peer == null && this.dialled && streamKind != StreamKind.CONTROL;
	}

	void whenOpen(Runnable action) {
		this.onOpen.add(action);
	}

	/** Finds the role of a stream that the peer has opened. */
	StreamRole accept(QuicStreamChannel stream, int kind) {
		if (kind == StreamKind.CONTROL && !this.dialled && !this.controlAccepted && stream.streamId() == 0) {
			this.controlAccepted = true;
			this.control.begin(stream);
			return this.control;
		}
		if (!isOpen()) {
			throw new MalformedFrameException("stream kind " + kind + " comes before HELLO is answered");
		}
		return switch (kind) {
			case StreamKind.LANE -> this.inboundLanes.accept(stream);
			case StreamKind.TRANSFER -> new InboundTransfer(this, stream);
			case StreamKind.MESSAGES -> new MessageChannel(this.context, this, stream);
			default -> throw new MalformedFrameException("stream kind " + kind + " is not admitted here");
		};
	}

	/** What has gone over it, and all others of the peer. */
	Traffic traffic() {
		return peer().traffic();
	}

	/** The QUIC stream for a stream of messages that this node opens. */
	MessageChannel messageChannel(StreamCall opening) {
		return new MessageChannel(this.context, this, opening);
	}

	/** A message or stream that this connection carried has ended. */
	void callResolved() {
		if (this.farewell.isLeaving()) {
			// Behind the task at hand, which may be about to resolve more.
			this.context.loop.execute(this.farewell::progress);
		}
	}

	/** The connection is worn out or stalled: a new one is to take over. */
	void replace(String reason) {
		PeerState of = this.peer;
		if (of != null && of.live() == this && !this.farewell.isLeaving()) {
			logger.debug("event=connection_replaced peer={} address={} reason=\"{}\"", of.id(), this.remoteAddress,
					reason);
			this.context.counters.replaced.increment();
			of.rotate();
			if (!this.dialled) {
				// Perhaps only the peer can dial.
				this.farewell.askForSuccessor();
			}
		}
	}

	/** A stream broke off with messages on it that are not resolved. */
	void streamLost(Carrier carrier) {
		if (!this.closed) {
			outbox().streamLost(carrier);
		}
	}

	void streamOpened() {
		this.context.counters.streams.increment();
		this.context.counters.streamsOpened.increment();
		this.liveness.streamOpened();
	}

	void streamClosed() {
		this.context.counters.streams.decrement();
		if (!this.closed) {
			this.streams.creditChanged();
		}
	}

	/**
	 * Without its control stream a connection is of no use; its close is awaited first.
	 */
	void controlStreamLost() {
		if (!this.closed) {
			this.context.loop.schedule(() -> close(ErrorCode.CONNECTION_LOST, "the control stream was reset"), 1,
					TimeUnit.SECONDS);
		}
	}

	/** Closes at once, with a reason for both ends. */
	void close(ErrorCode code, String reason) {
		if (this.closed || !this.ending.begunHere(new CloseCause(code, reason, errorContext(), null))) {
			return;
		}
		flush();
		// The codec sends packets for ever when an application closes a connection that
		// it has dialled and whose TLS handshake the peer has not confirmed.
		boolean confirmed = !this.dialled || this.heard;
		this.channel.close(confirmed, confirmed ? code.number() : APPLICATION_ERROR,
				ByteBufUtil.writeUtf8(this.channel.alloc(), reason));
	}

	/** The peer has closed. */
	void closedByPeer(QuicConnectionCloseEvent event) {
		this.ending.begunByPeer(event, errorContext());
		closeSoon();
	}

	/**
	 * Nothing more will come of the connection. The codec would wait for late packets,
	 * which takes seconds in a handshake; what it has to say itself leaves first.
	 */
	void closeSoon() {
		this.context.loop.execute(this.channel::close);
	}

	/** The channel is closed, whoever did it. */
	void channelClosed(@Nullable Throwable seen) {
		if (this.closed) {
			return;
		}
		boolean wasOpen = isOpen();
		this.closed = true;
		this.handshakeTimer.stop();
		this.liveness.stop();
		this.farewell.connectionClosed();
		this.verification.release();
		this.streams.connectionClosed();
		this.control.abandon();
		CloseCause cause = this.ending.conclude(wasOpen, seen, errorContext());
		if (wasOpen) {
			this.context.counters.closed.increment();
		}
		else {
			this.context.counters.handshakeFailures.increment();
			if (!this.dialled) {
				this.context.counters.error(cause.code());
				this.context.counters.refused.increment();
			}
		}
		logger.debug("event=connection_closed peer={} address={} by={} cause=\"{}\"", peerName(), this.remoteAddress,
				this.ending.isBegunHere() ? "this" : "peer", cause);
		this.owner.closed(this, cause);
	}

	private ErrorContext errorContext() {
		PeerState of = this.peer;
		return ErrorContext.at((of != null) ? of.id() : this.verification.known(), this.remoteAddress)
			.withState(this.opened ? "open" : "handshaking");
	}

	/** Something has come; {@link #flush} follows when it is read. */
	void heard() {
		this.heard = true;
		this.liveness.heard();
		this.flushQueue.readBegins();
	}

	void dirty(FrameOutput output) {
		this.flushQueue.add(output);
	}

	void flush() {
		this.context.drain();
		this.flushQueue.flush();
	}

	void execute(Runnable task) {
		this.context.loop.execute(task);
	}

	ByteBufAllocator allocator() {
		return this.channel.alloc();
	}

	QuicChannel channel() {
		return this.channel;
	}

	boolean isDialled() {
		return this.dialled;
	}

	boolean wasOpened() {
		return this.opened;
	}

	/** Why it is about to be closed, as far as anybody has said; null if nobody has. */
	@Nullable CloseCause closeCause() {
		return this.ending.said();
	}

	/** Whether this end has closed it, or refused it. */
	boolean isClosedHere() {
		return this.ending.isBegunHere();
	}

	boolean isClosed() {
		return this.closed;
	}

	long generation() {
		return this.generation;
	}

	Hello remote() {
		Hello hello = this.remote;
		if (hello == null) {
			throw new IllegalStateException("no HELLO yet");
		}
		return hello;
	}

	PeerState peer() {
		PeerState of = this.peer;
		if (of == null) {
			throw new IllegalStateException("the connection is not open");
		}
		return of;
	}

	String peerName() {
		PeerState of = this.peer;
		return (of != null) ? of.id().value() : "unknown";
	}

	Outbox outbox() {
		return peer().outbox();
	}

	Inbound inbound() {
		return peer().inbound();
	}

	StreamPool streams() {
		return this.streams;
	}

	InboundLanes inboundLanes() {
		return this.inboundLanes;
	}

	Replies replies() {
		return this.replies;
	}

	MessageFraming framing() {
		return this.framing;
	}

	HandshakeTimer handshakeTimer() {
		return this.handshakeTimer;
	}

	ControlStream control() {
		return this.control;
	}

	Liveness liveness() {
		return this.liveness;
	}

	PartialFrames partialFrames() {
		return this.partialFrames;
	}

	Violations violations() {
		return this.violations;
	}

	Farewell farewell() {
		return this.farewell;
	}

	boolean refusesWork() {
		return this.farewell.refusesWork();
	}

	boolean peerRefusesWork() {
		return this.farewell.peerRefusesWork();
	}

	/** What this node admits. */
	WireLimits localLimits() {
		return this.context.wireLimits;
	}

	/** What both ends admit. */
	WireLimits peerLimits() {
		return this.limits;
	}

	@Nullable SocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	void remoteAddressChanged(SocketAddress to) {
		this.remoteAddress = to;
	}

}

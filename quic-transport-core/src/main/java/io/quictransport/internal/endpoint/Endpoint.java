package io.quictransport.internal.endpoint;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelBootstrap;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.quictransport.BufferMemory;
import io.quictransport.PeerId;
import io.quictransport.SocketBuffers;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Owns one event loop of a transport and its two UDP sockets: one that accepts
 * connections, on a port that all event loops of the transport share, and one that all
 * dials of this loop share, so that a dial that is given up leaves nothing behind. Bound
 * and closed by one thread at a time; the rest is confined to the event loop.
 */
public final class Endpoint {

	private static final Log logger = Log.of(Endpoint.class);

	private final Settings settings;

	private final PeerId self;

	private final int index;

	private final SharedPort port;

	private final LongSupplier clock;

	private final Sockets sockets;

	private final @Nullable SegmentedDatagramPacketAllocator segmentation;

	private final QuicCodecs codecs;

	private final HalfOpen<QuicChannel> halfOpen;

	private final List<Channel> bound = new ArrayList<>();

	/** What the system has granted each of them; read by any thread. */
	private final List<SocketBuffers> buffers = new CopyOnWriteArrayList<>();

	private @Nullable Channel dialling;

	/** That of the socket that connections are dialled from, null before it is bound. */
	private volatile @Nullable SocketScale dialledScale;

	/** That of the accepting socket, null before it is bound. */
	private volatile @Nullable SocketScale acceptedScale;

	/** Confined to the event loop. */
	private long bursts;

	private Endpoint(Settings settings, PeerId self, int index, SharedPort port, HalfOpen<QuicChannel> halfOpen,
			LongSupplier clock, BooleanSupplier answersDue, LongConsumer worked) {
		this.settings = settings;
		this.self = self;
		this.index = index;
		this.port = port;
		this.clock = clock;
		this.halfOpen = halfOpen;
		String threadName = "quic-" + self + ((settings.eventLoops() > 1) ? "-" + index : "");
		this.sockets = new Sockets(settings, threadName, clock, answersDue, worked);
		this.segmentation = this.sockets.segmentation();
		this.codecs = new QuicCodecs(settings, this.sockets.sizes(), () -> this.bursts, this.segmentation);
	}

	/**
	 * Starts the first event loop of a transport.
	 * @param settings how sockets and codecs are tuned
	 * @param self this node
	 * @param clock the monotonic time in nanoseconds
	 * @param answersDue whether threads of handlers are about to give the loop work
	 * @param worked receives the nanoseconds for which the loop has worked, again and
	 * again
	 */
	public static Endpoint first(Settings settings, PeerId self, LongSupplier clock, BooleanSupplier answersDue,
			LongConsumer worked) {
		return new Endpoint(settings, self, 0, new SharedPort(settings.eventLoops()),
				new HalfOpen<>(settings.maxHalfOpen(), clock), clock, answersDue, worked);
	}

	/**
	 * Starts the next event loop, after this one.
	 * @param answersDue whether threads of handlers are about to give the loop work
	 * @param worked receives the nanoseconds for which the loop has worked
	 */
	public Endpoint next(BooleanSupplier answersDue, LongConsumer worked) {
		return new Endpoint(this.settings, this.self, this.index + 1, this.port, this.halfOpen, this.clock, answersDue,
				worked);
	}

	/** How many event loops, of the number that is asked for, can share a port here. */
	public static int supported(int eventLoops) {
		return Sockets.canShare() ? eventLoops : 1;
	}

	/** The index of a peer's event loop. */
	public static int homeOf(PeerId peer, int eventLoops) {
		return HomeLoop.of(peer, eventLoops);
	}

	public EventLoop loop() {
		return this.sockets.group().next();
	}

	/**
	 * Binds the socket that connections are dialled from. Blocks.
	 * @param engines makes the TLS engine of a connection
	 */
	public void bindDialling(Function<QuicChannel, QuicSslEngine> engines) throws InterruptedException {
		Channel socket = this.sockets.bind(new InetSocketAddress(this.settings.bindAddress().getAddress(), 0),
				() -> this.codecs.dialling(engines), false, 0);
		this.bound.add(socket);
		this.dialling = socket;
		// Before the scale, which replaces it when connections come.
		this.buffers.add(granted(socket, false, this.settings.socketBufferSize()));
		this.dialledScale = scaleOf(socket, false);
	}

	/**
	 * Binds the socket that accepts connections. Blocks.
	 * @param engines makes the TLS engine of a connection
	 * @param connections sets up the channel of each connection
	 * @param streams sets up the channel of each stream that a peer opens
	 * @return the address that it is bound to
	 */
	public InetSocketAddress bindAccepting(Function<QuicChannel, QuicSslEngine> engines, ChannelHandler connections,
			ChannelHandler streams) throws InterruptedException {
		InetSocketAddress shared = this.port.address();
		Channel socket = this.sockets.bind(
				(shared != null) ? shared : this.settings.bindAddress(), () -> this.codecs.accepting(this.port,
						this.index, engines, this.halfOpen, this.clock, connections, streams),
				shared != null, this.settings.bindTimeout().toNanos());
		this.bound.add(socket);
		this.buffers.add(granted(socket, true, this.settings.socketBufferSize()));
		this.acceptedScale = scaleOf(socket, true);
		this.port.bound(socket);
		return (InetSocketAddress) socket.localAddress();
	}

	private SocketBuffers granted(Channel socket, boolean accepting, int askedReceive) {
		return new SocketBuffers(this.index, accepting, (InetSocketAddress) socket.localAddress(),
				this.settings.socketBufferSize(), askedReceive,
				this.sockets.granted(socket, ChannelOption.SO_RCVBUF, askedReceive),
				this.sockets.granted(socket, ChannelOption.SO_SNDBUF, this.settings.socketBufferSize()));
	}

	/** The buffers of the bound sockets; on any thread. */
	public List<SocketBuffers> socketBuffers() {
		return List.copyOf(this.buffers);
	}

	/** The memory that the allocator of all sockets has taken; on any thread. */
	public static BufferMemory bufferMemory() {
		if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
			ByteBufAllocatorMetric used = provider.metric();
			return new BufferMemory(used.usedDirectMemory(), used.usedHeapMemory());
		}
		return BufferMemory.NONE;
	}

	private SocketScale scaleOf(Channel socket, boolean accepting) {
		return new SocketScale(this.settings.socketBufferSize(), new SocketScale.Socket() {

			@Override
			public int receiveBuffer(int bytes) {
				socket.config().setOption(ChannelOption.SO_RCVBUF, bytes);
				SocketBuffers grown = granted(socket, accepting, bytes);
				Endpoint.this.buffers.replaceAll((known) -> (known.accepting() == accepting) ? grown : known);
				return grown.receive();
			}

			@Override
			public void lacksRoom(int asked, int granted) {
				logger.warn("event=socket_buffers_limited node={} address={} asked_bytes={} receive_bytes={}"
						+ " reason=\"the socket has more connections than the system grants its receive buffer room for;"
						+ " on Linux raise net.core.rmem_max to {} by sysctl\"", Endpoint.this.self,
						socket.localAddress(), asked, granted, SocketScale.MOST_ROOM);
			}

			@Override
			public void turn(int datagrams) {
				if (socket.config().getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator reads) {
					reads.maxMessagesPerRead(datagrams);
				}
			}

		});
	}

	private static void count(@Nullable SocketScale scale, QuicChannel connection) {
		if (scale != null) {
			scale.opened();
			connection.closeFuture().addListener((closed) -> scale.closed());
		}
	}

	/** Prepares a dial; its channel must be watched by {@link #watchDialled}. */
	public QuicChannelBootstrap dial(InetSocketAddress address) {
		QuicChannelBootstrap dial = QuicChannel.newBootstrap(dialling())
			// The codec's timer keeps the channel reachable until it fires, whatever the
			// state of the channel.
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
			.remoteConnectionAddress(HomeLoop.firstDestination(this.self))
			.remoteAddress(address);
		if (this.segmentation != null) {
			dial.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, this.segmentation);
		}
		return dial;
	}

	/** The address that dials leave from. */
	public InetSocketAddress dialsFrom() {
		return (InetSocketAddress) dialling().localAddress();
	}

	private Channel dialling() {
		Channel socket = this.dialling;
		if (socket == null) {
			throw new IllegalStateException("the socket is not bound yet");
		}
		return socket;
	}

	/**
	 * Watches the datagrams of a connection that is dialled.
	 * @param connection the connection, whose first datagram has not left
	 * @param address where it goes
	 * @param elsewhere receives the source of each datagram that has the connection's id
	 * and comes from another address; anybody may have sent it
	 * @param notSent receives the reason why the first datagram was not sent
	 */
	public void watchDialled(QuicChannel connection, InetSocketAddress address, Consumer<InetSocketAddress> elsewhere,
			Consumer<Throwable> notSent) {
		DatagramGuard.watch(connection, elsewhere);
		count(this.dialledScale, connection);
		FirstSends.watch(dialling(), connection, address, notSent);
	}

	/**
	 * Watches the datagrams of a connection that the one being read has begun, and counts
	 * it among those in their handshake.
	 * @param connection the connection
	 * @return false if more are in their handshake than may be
	 */
	public boolean handshakeBegins(QuicChannel connection) {
		DatagramGuard.begun(connection);
		count(this.acceptedScale, connection);
		this.halfOpen.add(connection, ((InetSocketAddress) connection.remoteSocketAddress()).getAddress());
		return !this.halfOpen.isOverfull();
	}

	/** The connection has got through its handshake, or failed in it. */
	public void handshakeEnds(QuicChannel connection) {
		this.halfOpen.remove(connection);
	}

	/** The most accepted connections that may be in their handshake. */
	public int maxHalfOpen() {
		return this.settings.maxHalfOpen();
	}

	/** A connection has written a burst of frames. */
	public void frameBurst() {
		this.bursts++;
	}

	/** Closes the sockets, then ends the event loop, which notifies those that wait. */
	public void close() {
		this.bound.forEach(Channel::close);
		this.sockets.shutDown();
	}

	/** Closes the sockets that are open although the event loop has ended. */
	public void closeWithoutLoop() {
		this.bound.forEach(Sockets::closeWithoutLoop);
	}

	/**
	 * Defines how the UDP sockets and their codecs are tuned.
	 *
	 * @param bindAddress where connections are accepted; those that are dialled leave
	 * from another port of the same address
	 * @param bindTimeout how long to wait for a busy port
	 * @param eventLoops the event loops that share the port
	 * @param maxHalfOpen accepted connections in their handshake
	 * @param busyPoll how long the event loop polls before it sleeps, zero for not at all
	 * @param socketBufferSize bytes of each socket's buffers
	 * @param connectionWindow bytes that a peer may have in flight on a connection
	 * @param streamWindow bytes that a peer may have in flight on a stream
	 * @param maxUdpPayload the largest datagram that is sent, 0 for what the path carries
	 * @param pathMtuDiscovery whether the size that the path carries is probed
	 * @param congestionControl how it is found out how much the path carries
	 * @param initialCongestionWindow packets that leave before the first acknowledgement
	 * @param maxAckDelay how long an acknowledgement may wait
	 * @param idleTimeout the silence after which the codec itself ends a connection
	 * @param customizer changes the codecs after all settings
	 */
	public record Settings(InetSocketAddress bindAddress, Duration bindTimeout, int eventLoops, int maxHalfOpen,
			Duration busyPoll, int socketBufferSize, int connectionWindow, int streamWindow, int maxUdpPayload,
			boolean pathMtuDiscovery, QuicCongestionControlAlgorithm congestionControl, int initialCongestionWindow,
			Duration maxAckDelay, Duration idleTimeout, Consumer<QuicCodecBuilder<?>> customizer) {
	}

}

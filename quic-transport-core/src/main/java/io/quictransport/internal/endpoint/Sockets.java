package io.quictransport.internal.endpoint;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Binds UDP sockets on one event loop: epoll where it is available, otherwise NIO.
 */
final class Sockets {

	private static final Log logger = Log.of(Sockets.class);

	private static final long BIND_RETRY_MILLIS = 100;

	/** The most datagrams that one system call sends. */
	private static final int SEGMENTS = 44;

	/** From Linux's {@code in.h} and {@code in6.h}; a socket of IPv6 has both. */
	private static final ChannelOption<Integer> IP_MTU_DISCOVER = new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0,
			10);

	private static final ChannelOption<Integer> IPV6_MTU_DISCOVER = new IntegerUnixChannelOption("IPV6_MTU_DISCOVER",
			41, 23);

	/** Never fragments, and believes no router about the path's MTU. */
	private static final int PROBE = 3;

	private final boolean epoll = canShare();

	private final EventLoopGroup group;

	private final Endpoint.Settings settings;

	private final DatagramSizes sizes;

	private final LongSupplier clock;

	/**
	 * Makes the event loop.
	 * @param settings the settings of the sockets
	 * @param threadName the name of its thread
	 * @param clock tells how long a busy port was waited for
	 * @param answersDue whether threads of handlers are about to give it work
	 * @param worked receives for how long the loop has worked
	 */
	Sockets(Endpoint.Settings settings, String threadName, LongSupplier clock, BooleanSupplier answersDue,
			LongConsumer worked) {
		this.settings = settings;
		this.sizes = DatagramSizes.of(settings.maxUdpPayload(), settings.pathMtuDiscovery(),
				this.epoll ? carried(settings.bindAddress()) : OptionalInt.empty());
		this.clock = clock;
		this.group = new MultiThreadIoEventLoopGroup(1, LoopTasks.threads(threadName), OrderlyIoHandler
			.of(this.epoll ? epoll(settings.busyPoll(), answersDue) : NioIoHandler.newFactory(), worked));
	}

	/**
	 * What the interface carries: nothing is known of an address that cannot be bound.
	 */
	private static OptionalInt carried(InetSocketAddress bindAddress) {
		return bindAddress.isUnresolved() ? OptionalInt.empty()
				: InterfaceMtus.largestPayload(bindAddress.getAddress());
	}

	/** Whether several sockets can share a port and the datagrams that arrive there. */
	static boolean canShare() {
		return Epoll.isAvailable();
	}

	private static IoHandlerFactory epoll(Duration busyPoll, BooleanSupplier answersDue) {
		return busyPoll.isZero() ? EpollIoHandler.newFactory()
				: EpollIoHandler.newFactory(0, () -> new BusyPoll(busyPoll, answersDue));
	}

	EventLoopGroup group() {
		return this.group;
	}

	DatagramSizes sizes() {
		return this.sizes;
	}

	/** Sends several datagrams at once if the system can, null if it cannot. */
	@Nullable SegmentedDatagramPacketAllocator segmentation() {
		try {
			return this.epoll ? EpollQuicUtils.newSegmentedAllocator(SEGMENTS) : null;
		}
		catch (IllegalAccessError ex) {
			// The codec's module does not declare that it uses epoll's.
			logger
				.warn("event=segmentation_unavailable reason=\"on the module path the JVM needs the option --add-reads"
						+ " io.netty.codec.classes.quic=io.netty.transport.classes.epoll; bulk costs more without it\"");
			return null;
		}
	}

	/**
	 * Binds a socket, retrying while the port is busy and time is left, each time with a
	 * new codec. Blocks.
	 * @param address where
	 * @param codec makes its codec
	 * @param shared whether the port is shared with sockets of this process
	 * @param patienceNanos how long to wait while the port is busy
	 */
	Channel bind(InetSocketAddress address, Supplier<ChannelHandler> codec, boolean shared, long patienceNanos)
			throws InterruptedException {
		long begunAt = this.clock.getAsLong();
		boolean waited = false;
		while (true) {
			ReservedReads reads = new ReservedReads(readSize(), this.clock);
			ChannelFuture bound = bootstrap(codec.get(), shared, reads).bind(address).await();
			long passed = this.clock.getAsLong() - begunAt;
			if (bound.isSuccess()) {
				tellEnd(waited, "port_freed", address, passed);
				return withReserve(reads, bound.channel());
			}
			if (bound.cause() instanceof OutOfMemoryError lack) {
				throw lack;
			}
			if (!isBusy(bound.cause()) || passed >= patienceNanos) {
				tellEnd(waited, "port_given_up", address, passed);
				throw failed(address, bound.cause());
			}
			if (!waited) {
				logger.info("event=port_busy address={} retry_ms={} patience_ms={} reason=\"{}\"", address,
						BIND_RETRY_MILLIS, TimeUnit.NANOSECONDS.toMillis(patienceNanos), bound.cause().getMessage());
				waited = true;
			}
			TimeUnit.MILLISECONDS.sleep(BIND_RETRY_MILLIS);
		}
	}

	private static Channel withReserve(ReservedReads reads, Channel socket) {
		try {
			reads.reserveFor(socket);
			return socket;
		}
		catch (OutOfMemoryError ex) {
			socket.close();
			throw ex;
		}
	}

	private static void tellEnd(boolean waited, String event, InetSocketAddress address, long nanos) {
		if (waited) {
			logger.info("event={} address={} waited_ms={}", event, address, TimeUnit.NANOSECONDS.toMillis(nanos));
		}
	}

	/** What one system call reads. */
	private int readSize() {
		return this.epoll ? this.sizes.received() * SocketScale.BATCH : this.sizes.received();
	}

	private Bootstrap bootstrap(ChannelHandler codec, boolean shared, ReservedReads reads) {
		int buffer = this.settings.socketBufferSize();
		int datagram = this.sizes.received();
		Bootstrap bootstrap = new Bootstrap().group(this.group)
			.channel(channelType())
			.option(ChannelOption.SO_RCVBUF, buffer)
			.option(ChannelOption.SO_SNDBUF, buffer)
			.option(ChannelOption.RECVBUF_ALLOCATOR, reads)
			.handler(codec);
		if (shared) {
			bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
		}
		if (this.epoll) {
			bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, datagram);
			if (this.settings.pathMtuDiscovery()) {
				neverFragment(bootstrap);
			}
		}
		return bootstrap;
	}

	/**
	 * A probe that arrives in fragments would prove nothing: the system sends several
	 * datagrams at once only where none of them needs fragments.
	 */
	private static void neverFragment(Bootstrap bootstrap) {
		bootstrap.option(IP_MTU_DISCOVER, PROBE);
		if (Socket.isIPv6Preferred()) {
			bootstrap.option(IPV6_MTU_DISCOVER, PROBE);
		}
	}

	private Class<? extends DatagramChannel> channelType() {
		return this.epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
	}

	private static boolean isBusy(Throwable cause) {
		return cause instanceof BindException
				|| (cause.getMessage() != null && cause.getMessage().contains("Address already in use"));
	}

	private static NetworkException failed(InetSocketAddress address, Throwable cause) {
		String detail = isBusy(cause) ? "UDP port " + address.getPort()
				+ " is in use; stop what uses it, or set the option bindAddress to another port (0 takes a free one)"
				: "the UDP socket cannot be bound (option bindAddress): " + cause.getMessage();
		return NetworkException.of(ErrorCode.BIND_FAILED, Outcome.NOT_SENT, detail, ErrorContext.at(null, address),
				cause);
	}

	/**
	 * Reads back the size of a buffer. Linux grants at most what the system allows, says
	 * nothing of it, and counts twice as much, for its own use.
	 * @param socket a bound socket
	 * @param buffer which of its buffers
	 * @param asked the bytes that were asked for
	 * @return the bytes granted; what was asked for if the system does not tell
	 */
	int granted(Channel socket, ChannelOption<Integer> buffer, int asked) {
		try {
			Integer bytes = socket.config().getOption(buffer);
			return (bytes == null) ? asked : this.epoll ? bytes / 2 : bytes;
		}
		catch (ChannelException ex) {
			logger.debug("event=socket_buffer_unknown address={} reason=\"{}\"", socket.localAddress(), ex);
			return asked;
		}
	}

	/** Closes a socket whose event loop has ended without doing so. */
	static void closeWithoutLoop(Channel channel) {
		if (!channel.isOpen()) {
			return;
		}
		if (channel instanceof UnixChannel unix) {
			try {
				unix.fd().close();
			}
			catch (IOException ex) {
				logger.warn("event=socket_not_closed address={} reason=\"{}\"", channel.localAddress(), ex, ex);
			}
		}
		else {
			channel.unsafe().closeForcibly();
		}
	}

	/** Ends the event loop, which notifies those that wait for its end. */
	void shutDown() {
		this.group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
	}

}

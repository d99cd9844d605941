package io.quictransport.attack;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.endpoint.FirstBytes;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificate;

/**
 * Dials and accepts connections with the bare codec, for tests of what a peer may do that
 * this library never does.
 */
public final class RawPeers implements AutoCloseable {

	private static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory("raw-peer", true), NioIoHandler.newFactory());

	private static final AttributeKey<RawConnection> CONNECTION = AttributeKey.valueOf(RawPeers.class, "connection");

	private final List<Channel> sockets = new ArrayList<>();

	private final List<RawConnection> connections = new CopyOnWriteArrayList<>();

	private final BlockingQueue<RawConnection> accepted = new LinkedBlockingQueue<>();

	/** What a well-behaved dialler offers. */
	public static QuicSslContextBuilder tls(TestCertificate certificate) {
		return withoutCertificate().keyManager(certificate.key(), null,
				certificate.chain().toArray(X509Certificate[]::new));
	}

	/** A dialler that shows no certificate. */
	public static QuicSslContextBuilder withoutCertificate() {
		return QuicSslContextBuilder.forClient()
			.trustManager(InsecureTrustManagerFactory.INSTANCE)
			.endpointIdentificationAlgorithm("")
			.applicationProtocols(Hello.ALPN);
	}

	/** Dials a node and waits for TLS. */
	public RawConnection dial(QuicTransport node, TestCertificate certificate) {
		return dialWithFirstByte(node, certificate, firstByteOf(certificate));
	}

	private static int firstByteOf(TestCertificate certificate) {
		return QuicTransportOptions.DEFAULT_NODE_ID_SOURCE.idsOf(certificate.chain().get(0))
			.stream()
			.mapToInt(FirstBytes::of)
			.findFirst()
			.orElse(0);
	}

	/** Dials an address of loopback where a node is, and waits for TLS. */
	public RawConnection dial(InetSocketAddress to, TestCertificate certificate) {
		RawConnection connection = dial("127.0.0.1", to,
				tuned(new QuicClientCodecBuilder().sslContext(tls(certificate).build())), firstByteOf(certificate));
		connection.channel();
		return connection;
	}

	/** Dials a node, whatever comes of it. */
	public RawConnection dial(QuicTransport node, QuicSslContext tls) {
		return dial("127.0.0.1", new InetSocketAddress("127.0.0.1", node.localAddress().getPort()), tls);
	}

	/** Dials an address from one of the loopback addresses, whatever comes of it. */
	public RawConnection dial(String from, InetSocketAddress to, QuicSslContext tls) {
		return dial(from, to, tuned(new QuicClientCodecBuilder().sslContext(tls)));
	}

	/** Dials a node as a peer that lets it write next to nothing before it reads. */
	public RawConnection dialWithLittleRoom(QuicTransport node, TestCertificate certificate) {
		RawConnection connection = dial("127.0.0.1", new InetSocketAddress("127.0.0.1", node.localAddress().getPort()),
				tuned(new QuicClientCodecBuilder().sslContext(tls(certificate).build()))
					.initialMaxStreamDataBidirectionalLocal(16 * 1024),
				firstByteOf(certificate));
		connection.channel();
		return connection;
	}

	/** Dials a node, with this first byte in the connection id of the first packets. */
	public RawConnection dialWithFirstByte(QuicTransport node, TestCertificate certificate, int first) {
		RawConnection connection = dial("127.0.0.1", new InetSocketAddress("127.0.0.1", node.localAddress().getPort()),
				tuned(new QuicClientCodecBuilder().sslContext(tls(certificate).build())), first);
		connection.channel();
		return connection;
	}

	private RawConnection dial(String from, InetSocketAddress to, QuicClientCodecBuilder codec) {
		return dial(from, to, codec, ThreadLocalRandom.current().nextInt(256));
	}

	private RawConnection dial(String from, InetSocketAddress to, QuicClientCodecBuilder codec, int first) {
		byte[] destination = new byte[Quic.MAX_CONN_ID_LEN];
		ThreadLocalRandom.current().nextBytes(destination);
		destination[0] = (byte) first;
		Channel socket = bind(from, codec.build());
		RawConnection connection = newConnection();
		QuicChannel.newBootstrap(socket)
			.remoteAddress(to)
			.remoteConnectionAddress(new QuicConnectionAddress(destination))
			.handler(connection)
			.streamHandler(connection.acceptedStreams())
			.connect();
		return connection;
	}

	/**
	 * Accepts connections.
	 * @return the port
	 */
	public int listen(TestCertificate certificate) {
		return listen(certificate, Hello.ALPN);
	}

	/**
	 * Accepts connections of one application protocol.
	 * @return the port
	 */
	public int listen(TestCertificate certificate, String protocol) {
		return listen(serverTls(certificate).applicationProtocols(protocol).build());
	}

	/** What a well-behaved acceptor offers, but that it asks for no certificate. */
	public static QuicSslContextBuilder serverTls(TestCertificate certificate) {
		return QuicSslContextBuilder
			.forServer(certificate.key(), null, certificate.chain().toArray(X509Certificate[]::new))
			.applicationProtocols(Hello.ALPN);
	}

	/**
	 * Accepts connections.
	 * @return the port
	 */
	public int listen(QuicSslContext tls) {
		return listen(tuned(new QuicServerCodecBuilder().sslContext(tls)));
	}

	/**
	 * Accepts connections on which the other end may open few streams, and send little on
	 * each before this end has read it.
	 * @return the port
	 */
	public int listenGranting(TestCertificate certificate, int streams, int bytesOfEach) {
		return listen(tuned(new QuicServerCodecBuilder().sslContext(serverTls(certificate).build()))
			.initialMaxStreamsBidirectional(streams)
			.initialMaxStreamDataBidirectionalRemote(bytesOfEach));
	}

	private int listen(QuicServerCodecBuilder codec) {
		Channel socket = bind("127.0.0.1",
				codec.tokenHandler(InsecureQuicTokenHandler.INSTANCE).handler(new ChannelInitializer<QuicChannel>() {
					@Override
					protected void initChannel(QuicChannel channel) {
						RawConnection connection = newConnection();
						channel.attr(CONNECTION).set(connection);
						channel.pipeline().addLast(connection);
						RawPeers.this.accepted.add(connection);
					}
				}).streamHandler(new ChannelInitializer<QuicStreamChannel>() {
					@Override
					protected void initChannel(QuicStreamChannel stream) {
						stream.pipeline().addLast(stream.parent().attr(CONNECTION).get().acceptedStreams());
					}

					@Override
					public boolean isSharable() {
						return true;
					}
				}).build());
		return ((InetSocketAddress) socket.localAddress()).getPort();
	}

	/** The next connection that was accepted. */
	public RawConnection accept() {
		try {
			RawConnection connection = this.accepted.poll(TestNodes.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			if (connection == null) {
				throw new AssertionError("no connection came");
			}
			return connection;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Writes a one-way message of one byte. */
	public static void event(ByteBuf out, long id, String path, byte payload) {
		MessageFrames.writeMessage(out, id, 60_000,
				NetworkMessage.message(new PeerId("any"), path, new byte[] { payload }));
	}

	private static <B extends QuicCodecBuilder<B>> B tuned(B builder) {
		return builder.maxIdleTimeout(30, TimeUnit.SECONDS)
			.initialMaxData(16 * 1024 * 1024)
			.initialMaxStreamDataBidirectionalLocal(4 * 1024 * 1024)
			.initialMaxStreamDataBidirectionalRemote(4 * 1024 * 1024)
			.initialMaxStreamsBidirectional(100)
			.initialMaxStreamsUnidirectional(100);
	}

	private RawConnection newConnection() {
		RawConnection connection = new RawConnection();
		this.connections.add(connection);
		return connection;
	}

	private Channel bind(String address, ChannelHandler codec) {
		Channel socket = new Bootstrap().group(GROUP)
			.channel(NioDatagramChannel.class)
			.handler(codec)
			.bind(new InetSocketAddress(address, 0))
			.syncUninterruptibly()
			.channel();
		this.sockets.add(socket);
		return socket;
	}

	/** Closes all connections, and the sockets behind them. */
	@Override
	public void close() {
		this.connections.forEach(RawConnection::close);
		this.sockets.forEach((socket) -> socket.close().syncUninterruptibly());
	}

}

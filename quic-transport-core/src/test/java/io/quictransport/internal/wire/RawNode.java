package io.quictransport.internal.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.contract.Results;
import org.jspecify.annotations.Nullable;

/**
 * A node that knows no more than {@code docs/wire-protocol.md}: a dialler made of a QUIC
 * codec and bytes.
 */
final class RawNode implements AutoCloseable {

	private static final int WINDOW = 4 * 1024 * 1024;

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final BlockingQueue<RawStream> accepted = new LinkedBlockingQueue<>();

	private final CompletableFuture<QuicConnectionCloseEvent> close = new CompletableFuture<>();

	private final Channel socket;

	private final QuicChannel connection;

	RawNode(TestCertificate certificate, X509Certificate trusted, InetSocketAddress to) {
		QuicSslContext tls = QuicSslContextBuilder.forClient()
			.keyManager(certificate.key(), null, certificate.chain().toArray(X509Certificate[]::new))
			.trustManager(trusted)
			.endpointIdentificationAlgorithm("")
			.applicationProtocols("quic-transport/1")
			.build();
		ChannelHandler codec = new QuicClientCodecBuilder().sslContext(tls)
			.maxIdleTimeout(30, TimeUnit.SECONDS)
			.initialMaxData(WINDOW)
			.initialMaxStreamDataBidirectionalLocal(WINDOW)
			.initialMaxStreamDataBidirectionalRemote(WINDOW)
			.initialMaxStreamsBidirectional(100)
			.build();
		this.socket = new Bootstrap().group(this.group)
			.channel(NioDatagramChannel.class)
			.handler(codec)
			.bind(InetAddress.getLoopbackAddress(), 0)
			.syncUninterruptibly()
			.channel();
		this.connection = QuicChannel.newBootstrap(this.socket)
			.handler(new CloseListener())
			.streamHandler(new ChannelInitializer<QuicStreamChannel>() {
				@Override
				protected void initChannel(QuicStreamChannel stream) {
					stream.config().setAllowHalfClosure(true);
					RawStream raw = new RawStream();
					stream.pipeline().addLast(raw);
					RawNode.this.accepted.add(raw);
				}
			})
			.remoteAddress(to)
			.connect()
			.syncUninterruptibly()
			.getNow();
	}

	/**
	 * Opens the next bidirectional stream.
	 */
	RawStream open() {
		RawStream raw = new RawStream();
		this.connection.createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInitializer<QuicStreamChannel>() {
			@Override
			protected void initChannel(QuicStreamChannel stream) {
				stream.config().setAllowHalfClosure(true);
				stream.pipeline().addLast(raw);
			}
		}).syncUninterruptibly();
		return raw;
	}

	/**
	 * Waits for the next stream that the other end opens.
	 */
	RawStream accept() {
		try {
			RawStream stream = this.accepted.poll(Results.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (stream == null) {
				throw new AssertionError("no stream was opened");
			}
			return stream;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Waits for the other end to close the connection.
	 * @return the application error code and the reason
	 */
	String awaitClose() {
		QuicConnectionCloseEvent event = this.close.orTimeout(Results.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		return String.format("0x%02X %s", event.error(), new String(event.reason(), StandardCharsets.UTF_8));
	}

	boolean isClosed() {
		return this.close.isDone();
	}

	@Override
	public void close() {
		this.connection.close().awaitUninterruptibly();
		this.socket.close().awaitUninterruptibly();
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	private final class CloseListener extends ChannelInboundHandlerAdapter {

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, @Nullable Object event) {
			if (event instanceof QuicConnectionCloseEvent told) {
				RawNode.this.close.complete(told);
			}
		}

	}

}

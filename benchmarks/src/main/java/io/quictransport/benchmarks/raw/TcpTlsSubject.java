package io.quictransport.benchmarks.raw;

import java.net.InetSocketAddress;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;
import io.quictransport.benchmarks.subject.Tls;
import org.jspecify.annotations.Nullable;

/**
 * Sends the same frames over one TCP connection with TLS 1.3, by Netty with BoringSSL.
 */
public final class TcpTlsSubject implements Subject {

	@Override
	public String name() {
		return "tcp-tls";
	}

	@Override
	public Listener listen(Setup setup) throws Exception {
		SslContext tls = Tls.server(setup.identity()).build();
		EventLoopGroup group = group();
		Channel channel = new ServerBootstrap().group(group)
			.channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel accepted) {
					accepted.pipeline().addLast(tls.newHandler(accepted.alloc()), new RawServerHandler(accepted));
				}

			})
			.bind(setup.anyPort())
			.sync()
			.channel();
		return Listener.of((InetSocketAddress) channel.localAddress(), () -> close(channel, group));
	}

	@Override
	public Link connect(InetSocketAddress server, Setup setup) throws Exception {
		SslContext tls = Tls.client(setup.identity()).build();
		EventLoopGroup group = group();
		Channel channel = new Bootstrap().group(group)
			.channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel connected) {
					connected.pipeline().addLast(tls.newHandler(connected.alloc(), Tls.SERVER_NAME, server.getPort()));
				}

			})
			.connect(server)
			.sync()
			.channel();
		channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
		return new RawLink(channel.eventLoop(), 1, (link) -> handle(channel, link), () -> close(channel, group));
	}

	private static @Nullable RawClientHandler handle(Channel channel, RawLink link) {
		RawClientHandler handler = new RawClientHandler(channel, link);
		channel.pipeline().addLast(handler);
		return handler;
	}

	private static EventLoopGroup group() {
		return new MultiThreadIoEventLoopGroup(1, BusyPoll.ioHandlers(false));
	}

	private static void close(Channel channel, EventLoopGroup group) {
		channel.close().syncUninterruptibly();
		group.shutdownGracefully().syncUninterruptibly();
	}

}

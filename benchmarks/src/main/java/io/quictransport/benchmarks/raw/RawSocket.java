package io.quictransport.benchmarks.raw;

import java.net.InetSocketAddress;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.quictransport.quic.QuicSettings;

/**
 * Owns one UDP socket and its event loop.
 *
 * @param group the event loop
 * @param channel the socket
 */
record RawSocket(EventLoopGroup group, Channel channel) {

	private static final int DATAGRAMS_PER_READ = 16;

	static RawSocket open(InetSocketAddress local, boolean sleeping, RawSizes sizes, ChannelHandler codec)
			throws InterruptedException {
		boolean epoll = Epoll.isAvailable();
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, BusyPoll.ioHandlers(sleeping));
		int socketBuffer = new QuicSettings().socketBufferSize();
		Bootstrap bootstrap = new Bootstrap().group(group)
			.channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
			.option(ChannelOption.SO_RCVBUF, socketBuffer)
			.option(ChannelOption.SO_SNDBUF, socketBuffer)
			.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(sizes.slot() * DATAGRAMS_PER_READ))
			.handler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel socket) {
					socket.pipeline().addLast(new EarlyAnswers(), codec);
				}
			});
		if (epoll) {
			bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, sizes.slot());
		}
		Channel channel = bootstrap.bind(local).sync().channel();
		return new RawSocket(group, channel);
	}

	InetSocketAddress address() {
		return (InetSocketAddress) this.channel.localAddress();
	}

	void close() {
		this.channel.close().syncUninterruptibly();
		this.group.shutdownGracefully().syncUninterruptibly();
	}

}

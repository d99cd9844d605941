package io.quictransport.benchmarks.grpc;

import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslProvider;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;
import io.quictransport.benchmarks.subject.Tls;

/**
 * Runs gRPC with one connection and one event loop on each side.
 */
public final class GrpcSubject implements Subject {

	private static final int CLOSE_SECONDS = 5;

	private final String name;

	private final Function<ManagedChannel, Link> linker;

	private GrpcSubject(String name, Function<ManagedChannel, Link> linker) {
		this.name = name;
		this.linker = linker;
	}

	/**
	 * One call for each message.
	 * @return the subject
	 */
	public static GrpcSubject unary() {
		return new GrpcSubject("grpc-unary", UnaryLink::new);
	}

	/**
	 * All messages in one call.
	 * @return the subject
	 */
	public static GrpcSubject bidi() {
		return new GrpcSubject("grpc-bidi", BidiLink::new);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Listener listen(Setup setup) throws Exception {
		EventLoopGroup group = group();
		ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
		NettyServerBuilder builder = NettyServerBuilder.forAddress(setup.anyPort())
			.channelType(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.bossEventLoopGroup(group)
			.workerEventLoopGroup(group)
			.sslContext(GrpcSslContexts.configure(Tls.server(setup.identity()), SslProvider.OPENSSL).build())
			.addService(Methods.service(timer));
		if (!setup.executor()) {
			builder.directExecutor();
		}
		Server server = builder.build().start();
		return Listener.of(new InetSocketAddress(setup.local(), server.getPort()), () -> {
			server.shutdownNow();
			timer.shutdownNow();
			group.shutdownGracefully();
		});
	}

	@Override
	public Link connect(InetSocketAddress address, Setup setup) throws Exception {
		EventLoopGroup group = group();
		NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address)
			.channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
			.eventLoopGroup(group)
			.overrideAuthority(Tls.SERVER_NAME)
			.sslContext(GrpcSslContexts.configure(Tls.client(setup.identity()), SslProvider.OPENSSL).build());
		if (!setup.executor()) {
			builder.directExecutor();
		}
		ManagedChannel channel = builder.build();
		Link link = this.linker.apply(channel);
		return new Link() {

			@Override
			public void request(byte[] payload, Completion completion) {
				link.request(payload, completion);
			}

			@Override
			public void send(byte[] payload, Completion completion) {
				link.send(payload, completion);
			}

			@Override
			public void close() throws Exception {
				link.close();
				channel.shutdownNow().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
				group.shutdownGracefully();
			}

		};
	}

	private static EventLoopGroup group() {
		return new MultiThreadIoEventLoopGroup(1,
				Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
	}

}

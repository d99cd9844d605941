package io.quictransport.benchmarks.raw;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.util.concurrent.Future;
import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.quic.QuicSettings;

/**
 * Builds the codec with the default settings of the transport, and mutual TLS.
 */
final class RawCodec {

	private static final String PROTOCOL = "quic-transport-benchmark";

	private static final int STREAMS = 100;

	/** Nothing keeps the connection alive while the other subject has its turn. */
	private static final int IDLE_SECONDS = 600;

	private RawCodec() {
	}

	static ChannelHandler server(PemIdentity identity, RawSizes sizes, ChannelHandler streamHandler) {
		QuicSslContext context = QuicSslContextBuilder
			.forServer(identity.key().toFile(), null, identity.chain().toFile())
			.trustManager(identity.ca().toFile())
			.clientAuth(ClientAuth.REQUIRE)
			.applicationProtocols(PROTOCOL)
			.build();
		return tuned(new QuicServerCodecBuilder(), sizes).sslContext(context)
			.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segmentation(sizes))
			.streamHandler(streamHandler)
			.build();
	}

	static ChannelHandler client(PemIdentity identity, RawSizes sizes) {
		QuicSslContext context = QuicSslContextBuilder.forClient()
			.keyManager(identity.key().toFile(), null, identity.chain().toFile())
			.trustManager(identity.ca().toFile())
			.endpointIdentificationAlgorithm("")
			.applicationProtocols(PROTOCOL)
			.build();
		return tuned(new QuicClientCodecBuilder(), sizes)
			// Without a host there is no session to resume, as in the transport: a
			// resumed one would spare both ends the certificates.
			.sslEngineProvider((channel) -> context.newEngine(channel.alloc()))
			.build();
	}

	static Future<QuicChannel> connect(Channel socket, RawSizes sizes, InetSocketAddress server) {
		return QuicChannel.newBootstrap(socket)
			.handler(new ChannelInboundHandlerAdapter())
			.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segmentation(sizes))
			.remoteAddress(server)
			.connect();
	}

	private static <B extends QuicCodecBuilder<B>> B tuned(B builder, RawSizes sizes) {
		QuicSettings settings = new QuicSettings();
		return builder.maxSendUdpPayloadSize(sizes.payload())
			.maxRecvUdpPayloadSize(sizes.slot())
			.discoverPmtu(settings.pathMtuDiscovery())
			.initialMaxData(settings.connectionWindow())
			.initialMaxStreamDataBidirectionalLocal(settings.streamWindow())
			.initialMaxStreamDataBidirectionalRemote(settings.streamWindow())
			.initialMaxStreamsBidirectional(STREAMS)
			.maxAckDelay(settings.maxAckDelay().toMillis(), TimeUnit.MILLISECONDS)
			.maxIdleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
			.congestionControlAlgorithm(QuicCongestionControlAlgorithm.CUBIC);
	}

	private static SegmentedDatagramPacketAllocator segmentation(RawSizes sizes) {
		return Epoll.isAvailable() ? EpollQuicUtils.newSegmentedAllocator(sizes.segments())
				: SegmentedDatagramPacketAllocator.NONE;
	}

}

package io.quictransport.internal.endpoint;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Builds the codecs of the UDP sockets.
 */
final class QuicCodecs {

	/**
	 * The number of streams that one end opens is below this with default limits; beyond
	 * it, the end waits for credit.
	 */
	private static final int STREAMS = 100;

	/**
	 * The number of paths that the codec keeps of an accepted connection: it forgets
	 * none, so a peer's address may change this number of times, less one.
	 */
	private static final int PATHS = 8;

	private final Endpoint.Settings settings;

	private final DatagramSizes sizes;

	private final LongSupplier bursts;

	private final @Nullable SegmentedDatagramPacketAllocator segmentation;

	/**
	 * Makes the builder of codecs for one event loop.
	 * @param settings the settings of the codecs
	 * @param sizes the sizes of datagrams
	 * @param bursts counts the bursts of frames that connections write
	 * @param segmentation sends several datagrams at once, null if that is not possible
	 */
	QuicCodecs(Endpoint.Settings settings, DatagramSizes sizes, LongSupplier bursts,
			@Nullable SegmentedDatagramPacketAllocator segmentation) {
		this.settings = settings;
		this.sizes = sizes;
		this.bursts = bursts;
		this.segmentation = segmentation;
	}

	/**
	 * Builds the codec of a socket that accepts connections.
	 * @param port the port of the socket
	 * @param loop the event loop of the socket, among those that share the port
	 * @param engines makes the TLS engine of a connection
	 * @param halfOpen tracks the connections that are in their handshake
	 * @param clock the monotonic time in nanoseconds
	 * @param connections sets up the channel of each connection
	 * @param streams sets up the channel of each stream that a peer opens
	 */
	ChannelHandler accepting(SharedPort port, int loop, Function<QuicChannel, QuicSslEngine> engines,
			HalfOpen<?> halfOpen, LongSupplier clock, ChannelHandler connections, ChannelHandler streams) {
		QuicConnectionIdGenerator ids = HomeLoop.ids(QuicConnectionIdGenerator.signGenerator(), loop,
				this.settings.eventLoops());
		QuicServerCodecBuilder builder = tuned(new QuicServerCodecBuilder()).sslEngineProvider(engines)
			.activeConnectionIdLimit(PATHS)
			.connectionIdAddressGenerator(ids)
			.tokenHandler(new RetryTokens(halfOpen, ids, clock))
			.handler(connections)
			.streamHandler(streams);
		if (this.segmentation != null) {
			builder.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, this.segmentation);
		}
		this.settings.customizer().accept(builder);
		if (!port.isShared()) {
			return guarded(builder.build(), true);
		}
		// Other ids would lead to other event loops.
		return routed(port, loop, guarded(builder.connectionIdAddressGenerator(ids).build(), true));
	}

	/**
	 * Builds the codec of a socket that connections are dialled from.
	 * @param engines makes the TLS engine of a connection
	 */
	ChannelHandler dialling(Function<QuicChannel, QuicSslEngine> engines) {
		return guarded(built(tuned(new QuicClientCodecBuilder()).sslEngineProvider(engines)), false);
	}

	private ChannelHandler guarded(ChannelHandler codec, boolean accepting) {
		return new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel socket) {
				if (QuicCodecs.this.segmentation != null) {
					socket.pipeline().addLast(new SendSplitter());
				}
				socket.pipeline().addLast(new MidReadFlush(QuicCodecs.this.bursts), new DatagramGuard(accepting));
				if (!accepting) {
					socket.pipeline().addLast(new FirstSends());
				}
				socket.pipeline().addLast(codec);
			}

		};
	}

	private static ChannelHandler routed(SharedPort port, int loop, ChannelHandler codec) {
		return new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel socket) {
				socket.pipeline().addLast(port.router(loop), codec);
			}

		};
	}

	private ChannelHandler built(QuicCodecBuilder<?> builder) {
		this.settings.customizer().accept(builder);
		return builder.build();
	}

	private <B extends QuicCodecBuilder<B>> B tuned(B builder) {
		Endpoint.Settings quic = this.settings;
		return builder.maxIdleTimeout(quic.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
			.initialMaxData(quic.connectionWindow())
			.initialMaxStreamDataBidirectionalLocal(quic.streamWindow())
			.initialMaxStreamDataBidirectionalRemote(quic.streamWindow())
			.initialMaxStreamsBidirectional(STREAMS)
			.maxSendUdpPayloadSize(this.sizes.sent())
			.maxRecvUdpPayloadSize(this.sizes.received())
			.discoverPmtu(quic.pathMtuDiscovery())
			.maxAckDelay(quic.maxAckDelay().toMillis(), TimeUnit.MILLISECONDS)
			.congestionControlAlgorithm(quic.congestionControl())
			.initialCongestionWindowPackets(quic.initialCongestionWindow());
	}

}

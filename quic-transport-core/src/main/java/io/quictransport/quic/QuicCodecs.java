package io.quictransport.quic;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.util.Attribute;
import io.quictransport.tls.PeerVerification;

/**
 * Builds the codecs of the two UDP sockets from the options.
 */
final class QuicCodecs {

	/**
	 * What one end opens stays below with default limits; beyond, it waits for credit.
	 */
	private static final int STREAMS = 100;

	/**
	 * How many paths the codec keeps of an accepted connection: it forgets none, so this
	 * is how often a peer's address may change, and one.
	 */
	private static final int PATHS = 8;

	private QuicCodecs() {
	}

	static ChannelHandler accepting(TransportContext context, Acceptor acceptor, Sockets sockets) {
		QuicConnectionIdGenerator ids = QuicConnectionIdGenerator.signGenerator();
		QuicServerCodecBuilder builder = tuned(new QuicServerCodecBuilder(), context)
			.sslEngineProvider(
					(channel) -> context.tls.newAcceptingEngine(channel.alloc(), verificationOf(channel, context)))
			.activeConnectionIdLimit(PATHS)
			.connectionIdAddressGenerator(ids)
			.tokenHandler(new RetryTokens(acceptor.halfOpen(), ids, System::nanoTime))
			.handler(acceptor)
			.streamHandler(new AcceptedStreams());
		SegmentedDatagramPacketAllocator segmentation = sockets.segmentation();
		if (segmentation != null) {
			builder.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segmentation);
		}
		return guarded(built(builder, context), context, true);
	}

	private static ChannelHandler guarded(ChannelHandler codec, TransportContext context, boolean accepting) {
		return new ChannelInitializer<Channel>() {
			@Override
			protected void initChannel(Channel socket) {
				socket.pipeline().addLast(new EarlyAnswers(context.writes), new DatagramGuard(accepting), codec);
			}
		};
	}

	static ChannelHandler dialling(TransportContext context) {
		return guarded(
				built(tuned(new QuicClientCodecBuilder(), context).sslEngineProvider((channel) -> context.tls
					.newDiallingEngine(channel.alloc(), channel.attr(Dialler.VERIFICATION).get())), context),
				context, false);
	}

	private static ChannelHandler built(QuicCodecBuilder<?> builder, TransportContext context) {
		context.options.quic().codecCustomizer().customize(builder);
		return builder.build();
	}

	/** What an accepted connection demands of its peer: no certain id. */
	static PeerVerification verificationOf(QuicChannel channel, TransportContext context) {
		Attribute<PeerVerification> attribute = channel.attr(Dialler.VERIFICATION);
		PeerVerification present = attribute.get();
		if (present == null) {
			present = new PeerVerification(context.options.nodeIdSource(), null, context.allowedPeers);
			attribute.set(present);
		}
		return present;
	}

	private static <B extends QuicCodecBuilder<B>> B tuned(B builder, TransportContext context) {
		QuicSettings quic = context.options.quic();
		// Twice, so that Liveness comes first: the codec ends a connection without a
		// word.
		return builder.maxIdleTimeout(2 * context.options.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
			.initialMaxData(quic.connectionWindow())
			.initialMaxStreamDataBidirectionalLocal(quic.streamWindow())
			.initialMaxStreamDataBidirectionalRemote(quic.streamWindow())
			.initialMaxStreamsBidirectional(STREAMS)
			.maxSendUdpPayloadSize(quic.maxUdpPayload())
			.discoverPmtu(quic.pathMtuDiscovery())
			.maxAckDelay(quic.maxAckDelay().toMillis(), TimeUnit.MILLISECONDS)
			.congestionControlAlgorithm(QuicCongestionControlAlgorithm.CUBIC);
	}

}

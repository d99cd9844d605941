package io.quictransport.quic;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicStreamChannel;

/**
 * Hands each stream that a peer opens to its connection.
 */
@ChannelHandler.Sharable
final class AcceptedStreams extends ChannelInitializer<QuicStreamChannel> {

	@Override
	protected void initChannel(QuicStreamChannel stream) {
		Connection connection = stream.parent().attr(Acceptor.CONNECTION).get();
		stream.pipeline().addLast(new StreamInitializer(connection));
	}

}

package io.quictransport.benchmarks.raw;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Makes the codec send the answers to the first datagrams of a read before it processes
 * the rest, as the transport does.
 */
final class EarlyAnswers extends ChannelInboundHandlerAdapter {

	private boolean written;

	private boolean sent;

	/** That of a QUIC stream, null where there is no codec. */
	static @Nullable EarlyAnswers of(Channel stream) {
		Channel connection = stream.parent();
		Channel socket = (connection != null) ? connection.parent() : null;
		return (socket != null) ? socket.pipeline().get(EarlyAnswers.class) : null;
	}

	/** Something was written in the read at hand. */
	void written() {
		this.written = true;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (this.written && !this.sent) {
			this.sent = true;
			ctx.fireChannelReadComplete();
		}
		ctx.fireChannelRead(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		ctx.fireChannelReadComplete();
		this.written = false;
		this.sent = false;
	}

}

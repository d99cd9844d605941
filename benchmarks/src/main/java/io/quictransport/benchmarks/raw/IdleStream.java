package io.quictransport.benchmarks.raw;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Promise;

/**
 * Keeps a stream open at both ends that carries nothing. It sends one HELLO, so that the
 * server learns of it.
 */
final class IdleStream extends SimpleChannelInboundHandler<ByteBuf> {

	private final Promise<Void> answered;

	private IdleStream(Promise<Void> answered) {
		this.answered = answered;
	}

	/**
	 * Opens one and waits until the server has answered.
	 * @param connection the connection
	 */
	static void open(QuicChannel connection) throws Exception {
		Promise<Void> answered = connection.eventLoop().newPromise();
		connection.createStream(QuicStreamType.BIDIRECTIONAL, new IdleStream(answered)).sync();
		answered.sync();
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		RawFrame.sayHello(context);
	}

	@Override
	@SuppressWarnings("NullAway") // Void has no value but null
	protected void channelRead0(ChannelHandlerContext context, ByteBuf answer) {
		this.answered.trySuccess(null);
	}

}

package io.quictransport.internal.endpoint;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quictransport.internal.loop.LoopCounter;

/**
 * Flushes in the middle of a read: stands before the codec of a socket and has it send,
 * once in each read, what the first datagrams have brought about before the rest is
 * looked at. The codec sends when a read is complete; with some dozens of messages under
 * way one read takes in all of them, and the two ends would work in turn, each asleep
 * while the other is busy. Confined to the event loop.
 */
final class MidReadFlush extends ChannelInboundHandlerAdapter {

	private final LoopCounter bursts;

	private long before;

	private boolean reading;

	private boolean sent;

	MidReadFlush(LoopCounter bursts) {
		this.bursts = bursts;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (!this.reading) {
			this.reading = true;
			this.before = this.bursts.get();
		}
		else if (!this.sent && this.bursts.get() != this.before) {
			this.sent = true;
			ctx.fireChannelReadComplete();
		}
		ctx.fireChannelRead(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		this.reading = false;
		this.sent = false;
		ctx.fireChannelReadComplete();
	}

}

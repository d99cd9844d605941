package io.quictransport.internal.endpoint;

import java.util.function.LongSupplier;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Flushes in the middle of a read: precedes the codec of a socket and makes it send, once
 * in each read, the results of the first datagrams before the rest is processed. The
 * codec sends when a read is complete; with some dozens of messages in flight one read
 * takes all of them, and the two ends would work in turn, each asleep while the other is
 * busy. Confined to the event loop.
 */
final class MidReadFlush extends ChannelInboundHandlerAdapter {

	private final LongSupplier bursts;

	private long before;

	private boolean reading;

	private boolean sent;

	MidReadFlush(LongSupplier bursts) {
		this.bursts = bursts;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (!this.reading) {
			this.reading = true;
			this.before = this.bursts.getAsLong();
		}
		else if (!this.sent && this.bursts.getAsLong() != this.before) {
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

package io.quictransport.internal.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;

/**
 * Splits datagrams that the codec sends at once, if they are more than one system call
 * takes. The codec counts datagrams, whose size each path decides; the system counts
 * bytes, since it first handles the datagrams of one call as one IP packet. Confined to
 * the event loop.
 */
final class SendSplitter extends ChannelOutboundHandlerAdapter {

	/** The most bytes of one system call: an IP packet, less its longest headers. */
	static final int MOST_AT_ONCE = 65_000;

	@Override
	public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
		if (message instanceof SegmentedDatagramPacket packet && packet.content().readableBytes() > MOST_AT_ONCE) {
			split(ctx, packet, promise);
		}
		else {
			ctx.write(message, promise);
		}
	}

	private static void split(ChannelHandlerContext ctx, SegmentedDatagramPacket packet, ChannelPromise promise) {
		ByteBuf content = packet.content();
		int segment = packet.segmentSize();
		int atOnce = MOST_AT_ONCE / segment * segment;
		try {
			while (content.readableBytes() > atOnce) {
				ctx.write(packet.replace(content.readRetainedSlice(atOnce)));
			}
			ByteBuf rest = content.readRetainedSlice(content.readableBytes());
			ctx.write((rest.readableBytes() > segment) ? packet.replace(rest)
					: new DatagramPacket(rest, packet.recipient()), promise);
		}
		finally {
			packet.release();
		}
	}

}

package io.quictransport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/**
 * Stands before the codec of the accepting socket and drops what a server must not answer
 * (RFC 9000, sections 5.2.2 and 14.1): a first packet in a datagram of less than 1200
 * bytes. The codec would begin a connection, or send a Retry packet that is larger.
 */
final class DatagramGuard extends ChannelInboundHandlerAdapter {

	private static final int SMALLEST_FIRST = 1200;

	private static final int LONG_HEADER = 0x80;

	private static final int PACKET_TYPE = 0x30;

	private static final int VERSION = 1;

	private static final int VERSION_AT = 1;

	private static final int LONG_HEADER_BYTES = 7;

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (message instanceof DatagramPacket packet && isTooSmall(packet.content())) {
			packet.release();
			return;
		}
		ctx.fireChannelRead(message);
	}

	private static boolean isTooSmall(ByteBuf datagram) {
		int length = datagram.readableBytes();
		int at = datagram.readerIndex();
		if (length >= SMALLEST_FIRST || length == 0 || (datagram.getByte(at) & LONG_HEADER) == 0) {
			return false;
		}
		return length < LONG_HEADER_BYTES || (datagram.getByte(at) & PACKET_TYPE) == 0
				|| datagram.getInt(at + VERSION_AT) != VERSION;
	}

}

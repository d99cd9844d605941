package io.quictransport.benchmarks.raw;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Answers requests with their payload as it arrives, and acknowledges one-way messages
 * once per burst.
 */
final class RawServerHandler extends ChannelInboundHandlerAdapter {

	private final Outbox outbox;

	private final FrameScanner scanner = new FrameScanner() {

		private int filling;

		@Override
		void frameBegins(int type, int bodyLength) {
			this.filling = RawFrame.MESSAGE_FILLING;
			if (type == RawFrame.REQUEST) {
				ByteBuf out = RawServerHandler.this.outbox.room(FrameSizes.RESPONSE);
				RawFrame.writeHeader(out, RawFrame.RESPONSE, RawFrame.RESPONSE_FILLING, bodyLength - this.filling);
			}
		}

		@Override
		void body(int type, ByteBuf in, int length) {
			int skipped = Math.min(this.filling, length);
			in.skipBytes(skipped);
			this.filling -= skipped;
			int payload = length - skipped;
			if (type == RawFrame.REQUEST) {
				RawServerHandler.this.outbox.room(payload).writeBytes(in, payload);
			}
			else {
				in.skipBytes(payload);
			}
		}

		@Override
		void frameEnds(int type) {
			if (type == RawFrame.EVENT) {
				RawServerHandler.this.received++;
			}
		}

	};

	private int received;

	private int acknowledged;

	RawServerHandler(Channel stream) {
		this.outbox = new Outbox(stream);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf in = (ByteBuf) message;
		try {
			this.scanner.scan(in);
		}
		finally {
			in.release();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.acknowledged != this.received) {
			this.acknowledged = this.received;
			ByteBuf out = this.outbox.room(RawFrame.HEADER + RawFrame.ACK_BODY);
			RawFrame.writeHeader(out, RawFrame.ACK, 0, RawFrame.ACK_BODY);
			out.writeInt(this.received);
		}
		this.outbox.flush();
	}

}

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

	private static final int REQUEST = RawFrame.REQUEST.type();

	private static final int EVENT = RawFrame.EVENT.type();

	private static final int HELLO = RawFrame.HELLO.type();

	private static final int REQUEST_FIELDS = RawFrame.REQUEST.fields();

	private final Outbox outbox;

	private final FrameScanner scanner = new FrameScanner() {

		private int fields;

		@Override
		void frameBegins(int type, int bodyLength) {
			this.fields = REQUEST_FIELDS;
			if (type == REQUEST) {
				ByteBuf out = RawServerHandler.this.outbox.room(RawFrame.RESPONSE.overhead());
				RawFrame.RESPONSE.begin(out, bodyLength - REQUEST_FIELDS);
			}
		}

		@Override
		void body(int type, ByteBuf in, int length) {
			if (type != REQUEST) {
				in.skipBytes(length);
				return;
			}
			int skipped = Math.min(this.fields, length);
			in.skipBytes(skipped);
			this.fields -= skipped;
			int payload = length - skipped;
			RawServerHandler.this.outbox.room(payload).writeBytes(in, payload);
		}

		@Override
		void frameEnds(int type) {
			if (type == EVENT) {
				RawServerHandler.this.received++;
			}
			else if (type == HELLO) {
				RawFrame.HELLO.begin(RawServerHandler.this.outbox.room(RawFrame.HELLO.overhead()), 0);
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
			ByteBuf out = this.outbox.room(RawFrame.ACK.overhead() + RawFrame.ACK_BODY);
			RawFrame.ACK.begin(out, RawFrame.ACK_BODY);
			out.writeInt(this.received);
		}
		this.outbox.flush();
	}

}

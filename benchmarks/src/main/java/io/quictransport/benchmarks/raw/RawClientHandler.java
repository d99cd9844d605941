package io.quictransport.benchmarks.raw;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quictransport.benchmarks.subject.Link;

/**
 * Sends messages and completes them in the order in which they were sent: there is only
 * one stream.
 */
final class RawClientHandler extends ChannelInboundHandlerAdapter {

	private final Channel stream;

	private final Outbox outbox;

	private final Queue<Link.Completion> requests = new ArrayDeque<>();

	private final Queue<Link.Completion> events = new ArrayDeque<>();

	private final FrameScanner scanner = new FrameScanner() {

		private int number;

		@Override
		void frameBegins(int type, int bodyLength) {
			this.number = 0;
		}

		@Override
		void body(int type, ByteBuf in, int length) {
			if (type != RawFrame.ACK) {
				in.skipBytes(length);
				return;
			}
			for (int i = 0; i < length; i++) {
				this.number = (this.number << Byte.SIZE) | in.readUnsignedByte();
			}
		}

		@Override
		void frameEnds(int type) {
			if (type == RawFrame.ACK) {
				acknowledge(this.number);
			}
			else {
				RawClientHandler.this.requests.remove().completed();
			}
		}

	};

	private boolean reading;

	private int acknowledged;

	RawClientHandler(Channel stream) {
		this.stream = stream;
		this.outbox = new Outbox(stream);
	}

	void request(byte[] payload, Link.Completion completion) {
		this.requests.add(completion);
		write(RawFrame.REQUEST, payload);
	}

	void send(byte[] payload, Link.Completion completion) {
		this.events.add(completion);
		write(RawFrame.EVENT, payload);
	}

	private void write(int type, byte[] payload) {
		if (!this.stream.isActive()) {
			failAll(new ClosedChannelException());
			return;
		}
		ByteBuf out = this.outbox.room(FrameSizes.MESSAGE + payload.length);
		RawFrame.writeHeader(out, type, RawFrame.MESSAGE_FILLING, payload.length);
		out.writeBytes(payload);
		if (!this.reading) {
			this.outbox.flush();
		}
	}

	private void acknowledge(int arrived) {
		while (this.acknowledged != arrived) {
			this.acknowledged++;
			this.events.remove().completed();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.reading = true;
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
		this.reading = false;
		this.outbox.flush();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		failAll(cause);
		context.close();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		failAll(new ClosedChannelException());
	}

	private void failAll(Throwable cause) {
		List<Link.Completion> failed = new ArrayList<>(this.requests);
		failed.addAll(this.events);
		this.requests.clear();
		this.events.clear();
		failed.forEach((completion) -> completion.failed(cause));
	}

}

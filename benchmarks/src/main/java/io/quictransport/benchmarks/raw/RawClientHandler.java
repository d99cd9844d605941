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
 * Handles one stream of a client: its messages are completed in the order in which they
 * were sent.
 */
final class RawClientHandler extends ChannelInboundHandlerAdapter {

	private static final int ACK = RawFrame.ACK.type();

	private final Channel stream;

	private final RawLink link;

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
			if (type != ACK) {
				in.skipBytes(length);
				return;
			}
			for (int i = 0; i < length; i++) {
				this.number = (this.number << Byte.SIZE) | in.readUnsignedByte();
			}
		}

		@Override
		void frameEnds(int type) {
			if (type == ACK) {
				acknowledge(this.number);
			}
			else {
				RawClientHandler.this.requests.remove().completed();
			}
		}

	};

	private int acknowledged;

	RawClientHandler(Channel stream, RawLink link) {
		this.stream = stream;
		this.link = link;
		this.outbox = new Outbox(stream);
	}

	int load() {
		return this.requests.size() + this.events.size();
	}

	boolean hasEvents() {
		return !this.events.isEmpty();
	}

	void request(byte[] payload, Link.Completion completion) {
		this.requests.add(completion);
		write(RawFrame.REQUEST, payload);
	}

	void send(byte[] payload, Link.Completion completion) {
		this.events.add(completion);
		write(RawFrame.EVENT, payload);
	}

	private void write(RawFrame frame, byte[] payload) {
		if (!this.stream.isActive()) {
			failAll(new ClosedChannelException());
			return;
		}
		ByteBuf out = this.outbox.room(frame.overhead() + payload.length);
		frame.begin(out, payload.length);
		out.writeBytes(payload);
	}

	void flush() {
		this.outbox.flush();
	}

	private void acknowledge(int arrived) {
		while (this.acknowledged != arrived) {
			this.acknowledged++;
			this.events.remove().completed();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.link.readBegins();
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
		this.link.readComplete();
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

package io.quictransport.benchmarks.raw;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.benchmarks.subject.Link;

/**
 * The client's end of the one stream.
 */
final class RawLink implements Link {

	private final RawSocket socket;

	private final RawClientHandler handler;

	private final EventLoop loop;

	RawLink(RawSocket socket, QuicStreamChannel stream) {
		this.socket = socket;
		this.handler = stream.pipeline().get(RawClientHandler.class);
		this.loop = stream.eventLoop();
	}

	@Override
	public void request(byte[] payload, Completion completion) {
		if (this.loop.inEventLoop()) {
			this.handler.request(payload, completion);
		}
		else {
			this.loop.execute(() -> this.handler.request(payload, completion));
		}
	}

	@Override
	public void send(byte[] payload, Completion completion) {
		if (this.loop.inEventLoop()) {
			this.handler.send(payload, completion);
		}
		else {
			this.loop.execute(() -> this.handler.send(payload, completion));
		}
	}

	@Override
	public void close() {
		this.socket.close();
	}

}

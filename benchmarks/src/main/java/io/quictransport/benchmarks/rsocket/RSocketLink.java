package io.quictransport.benchmarks.rsocket;

import io.netty.buffer.Unpooled;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Unacknowledged;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.util.ByteBufPayload;
import reactor.netty.resources.LoopResources;

/**
 * Sends requests by request-response and one-way messages by fire-and-forget.
 *
 * @param socket the connection
 * @param events the one-way messages that are under way
 * @param loops the connection's event loop
 */
record RSocketLink(RSocket socket, Unacknowledged events, LoopResources loops) implements Link {

	@Override
	public void request(byte[] payload, Completion completion) {
		this.socket.requestResponse(payload(payload)).subscribe((answer) -> {
			answer.release();
			completion.completed();
		}, completion::failed);
	}

	@Override
	public void send(byte[] payload, Completion completion) {
		this.events.add(completion,
				() -> this.socket.fireAndForget(payload(payload)).subscribe(null, completion::failed));
	}

	private static Payload payload(byte[] bytes) {
		return ByteBufPayload.create(Unpooled.wrappedBuffer(bytes));
	}

	@Override
	public void close() {
		this.socket.dispose();
		this.loops.disposeLater().block();
	}

}

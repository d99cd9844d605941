package io.quictransport.quic;

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.quictransport.wire.Failure;
import io.quictransport.wire.MessageFrames;
import io.quictransport.wire.WireLimits;

/**
 * Brings what a peer answers to the calls that wait for it. An answer that nobody waits
 * for any more is normal: its caller has given up. Confined to the event loop.
 */
final class Replies {

	private final Connection connection;

	private final TransportContext context;

	Replies(Connection connection, TransportContext context) {
		this.connection = connection;
		this.context = context;
	}

	/** Takes a RESPONSE frame. */
	void response(ByteBuf body) {
		WireLimits limits = this.context.wireLimits;
		long id = MessageFrames.readId(body);
		Map<String, String> headers = MessageFrames.readHeaders(body, limits);
		byte[] payload = MessageFrames.readPayload(body, limits);
		Outbox outbox = this.connection.outbox();
		RequestCall<?> request = outbox.findRequest(id);
		if (request != null) {
			request.receivedBytes = payload.length;
			if (outbox.settle(request)) {
				this.connection.traffic().received(payload.length);
				request.replied(headers, payload);
			}
		}
	}

	/** Takes an ERROR frame. */
	void error(Failure failure) {
		Outbox outbox = this.connection.outbox();
		RequestCall<?> request = outbox.findRequest(failure.subject());
		if (request != null) {
			outbox.fail(request, failure);
		}
	}

}

package io.quictransport.internal.messaging;

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.quictransport.MessagePayload;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.WireLimits;

/**
 * Passes a peer's answers to the calls that wait for them. An answer that nobody waits
 * for any more is normal: its caller has given up. Confined to the event loop.
 */
final class Replies {

	private final SessionContext context;

	Replies(SessionContext context) {
		this.context = context;
	}

	/** Takes a RESPONSE frame. */
	void response(ByteBuf body) {
		WireLimits limits = this.context.messaging().limits.wire();
		long id = MessageFrames.readId(body);
		Map<String, String> headers = MessageFrames.readHeaders(body, limits);
		MessageFrames.checkSize(body, limits);
		CallResolver calls = this.context.calls();
		RequestCall<?> request = calls.findRequest(id);
		if (request == null) {
			return;
		}
		MessagePayload payload = request.takesView() ? PayloadView.of(body, this.context.inbound().viewed())
				: MessagePayload.of(MessageFrames.toArray(body));
		if (calls.settle(request, payload.length())) {
			this.context.traffic().received(payload.length());
			request.replied(headers, payload);
		}
		else {
			PayloadView.end(payload);
		}
	}

	/** Takes an ERROR frame. */
	void error(Failure failure) {
		CallResolver calls = this.context.calls();
		RequestCall<?> request = calls.findRequest(failure.subject());
		if (request != null) {
			calls.fail(request, failure);
		}
	}

}

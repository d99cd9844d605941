package io.quictransport.internal.messaging;

import java.util.Map;

import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.Outcome;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.WireLimits;

/**
 * Sends each answer over its own stream: large ones, and those to requests that arrived
 * on no lane or whose lane is closed. Confined to the event loop.
 */
final class OwnStreamReplies implements ReplyPath {

	private final ConnectionLink connection;

	private final StreamPool streams;

	private final UnreadAnswers unread;

	OwnStreamReplies(ConnectionLink connection, StreamPool streams, UnreadAnswers unread) {
		this.connection = connection;
		this.streams = streams;
		this.unread = unread;
	}

	UnreadAnswers unread() {
		return this.unread;
	}

	@Override
	public boolean isClosed() {
		return this.connection.isClosed();
	}

	@Override
	public boolean isFull() {
		return this.unread.isFull();
	}

	@Override
	public WireLimits limits() {
		return this.connection.peerLimits();
	}

	@Override
	public void reply(long requestId, Map<String, String> headers, MessagePayload payload) {
		this.streams.reply(payload.length(), (out) -> MessageFrames.writeResponse(out, requestId, headers, payload),
				(cause) -> notWritten(requestId, payload, cause));
	}

	/** Reports that there is an answer that cannot be sent, for lack of memory mostly. */
	void notWritten(long requestId, MessagePayload payload, Throwable cause) {
		if (cause instanceof RuntimeException && !payload.hasArray()) {
			// The application has closed its memory, for instance.
			error(new Failure(requestId, ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, 0,
					"the payload of the reply cannot be read"));
			return;
		}
		error(new Failure(requestId, ErrorCode.OVERLOADED, Outcome.UNKNOWN, 0,
				"the node has no memory to send the reply"));
	}

	@Override
	public void error(Failure failure) {
		this.streams.reply(failure.size(), failure::writeError, (cause) -> {
		});
	}

}

package io.quictransport.internal.messaging;

import java.util.Map;

import io.quictransport.ErrorCode;
import io.quictransport.Outcome;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Holds the outcome that a handler has produced for a request.
 */
sealed interface Answer {

	/** Sends it to the caller. */
	void send(ReplyPath to, long requestId);

	/** The bytes that remembering the answer takes. */
	int size();

	/**
	 * Holds the handler's reply.
	 *
	 * @param headers the reply's headers
	 * @param payload the reply's content
	 */
	record Reply(Map<String, String> headers, byte[] payload) implements Answer {

		@Override
		public void send(ReplyPath to, long requestId) {
			if (to.isClosed()) {
				return;
			}
			Failure tooLarge = check(requestId, to.limits());
			if (tooLarge != null) {
				to.error(tooLarge);
			}
			else {
				to.reply(requestId, this.headers, this.payload);
			}
		}

		private @Nullable Failure check(long requestId, WireLimits limits) {
			if (this.payload.length > limits.maxMessageSize()) {
				return new Failure(requestId, ErrorCode.MESSAGE_TOO_LARGE, Outcome.UNKNOWN, 0, "the reply has "
						+ this.payload.length + " bytes, at most " + limits.maxMessageSize() + " are admitted");
			}
			int headerSize = WireLimits.sizeOf(this.headers);
			if (headerSize > limits.maxHeaderSize()) {
				return new Failure(requestId, ErrorCode.HEADERS_TOO_LARGE, Outcome.UNKNOWN, 0,
						"the reply's headers take " + headerSize + " bytes, at most " + limits.maxHeaderSize()
								+ " are admitted");
			}
			return null;
		}

		@Override
		public int size() {
			return this.payload.length;
		}

	}

	/**
	 * Holds the handler's failure.
	 *
	 * @param failure the failure that the caller receives
	 */
	record Refusal(Failure failure) implements Answer {

		@Override
		public void send(ReplyPath to, long requestId) {
			if (!to.isClosed()) {
				to.error(this.failure);
			}
		}

		@Override
		public int size() {
			return this.failure.size();
		}

	}

}

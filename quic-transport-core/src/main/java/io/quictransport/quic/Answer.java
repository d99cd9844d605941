package io.quictransport.quic;

import java.util.Map;

import io.quictransport.wire.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What a handler made of a request.
 */
sealed interface Answer {

	/** Sends it to the caller. */
	void send(Connection connection, @Nullable InboundLane lane, long requestId);

	/** The bytes that remembering it takes. */
	int size();

	/**
	 * The handler's reply.
	 *
	 * @param headers the reply's headers
	 * @param payload the reply's content
	 */
	record Reply(Map<String, String> headers, byte[] payload) implements Answer {

		@Override
		public void send(Connection connection, @Nullable InboundLane lane, long requestId) {
			connection.reply(lane, requestId, this.headers, this.payload);
		}

		@Override
		public int size() {
			return this.payload.length;
		}

	}

	/**
	 * The handler's failure.
	 *
	 * @param failure what the caller is told
	 */
	record Refusal(Failure failure) implements Answer {

		@Override
		public void send(Connection connection, @Nullable InboundLane lane, long requestId) {
			connection.replyError(lane, this.failure);
		}

		@Override
		public int size() {
			return 0;
		}

	}

}

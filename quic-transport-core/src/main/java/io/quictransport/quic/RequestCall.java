package io.quictransport.quic;

import java.util.Map;

import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;

/**
 * A request on its way, until its reply.
 *
 * @param <T> what the caller gets of the reply
 */
final class RequestCall<T> extends Call<T> {

	private final ReplyView<T> view;

	RequestCall(Outbox outbox, NetworkMessage message, long timeoutNanos, ReplyView<T> view) {
		super(outbox, message, timeoutNanos);
		this.view = view;
	}

	/** A request whose caller wants no more than the reply's payload. */
	static RequestCall<byte[]> forPayload(Outbox outbox, NetworkMessage message, long timeoutNanos) {
		return new RequestCall<>(outbox, message, timeoutNanos, (request, headers, payload) -> payload);
	}

	/** A request whose caller wants the whole reply. */
	static RequestCall<NetworkMessage> forMessage(Outbox outbox, NetworkMessage message, long timeoutNanos) {
		return new RequestCall<>(outbox, message, timeoutNanos,
				(request, headers, payload) -> new NetworkMessage(request.destination(), outbox.localId(),
						MessageType.RESPONSE, request.path(), headers, request.correlationId(), payload));
	}

	void replied(Map<String, String> headers, byte[] payload) {
		complete(this.view.of(message(), headers, payload));
	}

	/**
	 * What a caller gets of a reply.
	 *
	 * @param <T> the type of it
	 */
	@FunctionalInterface
	interface ReplyView<T> {

		/**
		 * Makes the result of a reply.
		 * @param request the request
		 * @param headers the reply's headers
		 * @param payload the reply's content
		 */
		T of(NetworkMessage request, Map<String, String> headers, byte[] payload);

	}

}

package io.quictransport.internal.messaging;

import java.util.Map;

import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.messaging.Call.CallOwner;

/**
 * Tracks a request until its reply.
 *
 * @param <T> the type of the result
 */
final class RequestCall<T> extends Call<T> {

	private final ReplyView<T> view;

	private RequestCall(CallOwner owner, NetworkMessage message, long deadline, ReplyView<T> view) {
		super(owner, message, deadline);
		this.view = view;
	}

	/** Makes a request whose caller wants only the reply's payload. */
	static RequestCall<byte[]> forPayload(CallOwner owner, NetworkMessage message, long deadline) {
		return new RequestCall<>(owner, message, deadline, (request, headers, payload) -> payload);
	}

	/** Makes a request whose caller, this node, wants the whole reply. */
	static RequestCall<NetworkMessage> forMessage(CallOwner owner, PeerId self, NetworkMessage message, long deadline) {
		return new RequestCall<>(owner, message, deadline,
				(request, headers, payload) -> new NetworkMessage(request.destination(), self, MessageType.REPLY,
						request.path(), headers, request.correlationId(), payload));
	}

	@Override
	boolean tellsCancellation() {
		return true;
	}

	void replied(Map<String, String> headers, byte[] payload) {
		resolve(this.view.of(message(), headers, payload));
	}

	/**
	 * Makes a caller's result from a reply.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	private interface ReplyView<T> {

		/**
		 * Makes the result of a reply.
		 * @param request the request
		 * @param headers the reply's headers
		 * @param payload the reply's content
		 */
		T of(NetworkMessage request, Map<String, String> headers, byte[] payload);

	}

}

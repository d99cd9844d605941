package io.quictransport.internal.messaging;

import java.util.Map;
import java.util.function.Function;

import io.quictransport.MessagePayload;
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

	/** Whether the reply is read in place. */
	private final boolean takesView;

	private RequestCall(CallOwner owner, NetworkMessage message, long deadline, boolean takesView, ReplyView<T> view) {
		super(owner, message, deadline);
		this.takesView = takesView;
		this.view = view;
	}

	/** Makes a request whose caller wants only the reply's payload. */
	static RequestCall<byte[]> forPayload(CallOwner owner, NetworkMessage message, long deadline) {
		return new RequestCall<>(owner, message, deadline, false, (request, headers, payload) -> payload.array());
	}

	/** Makes a request whose caller, this node, wants the whole reply. */
	static RequestCall<NetworkMessage> forMessage(CallOwner owner, PeerId self, NetworkMessage message, long deadline) {
		return new RequestCall<>(owner, message, deadline, false,
				(request, headers, payload) -> reply(request, self, headers, payload));
	}

	/** Makes a request whose caller, this node, reads the reply in place. */
	static <T> RequestCall<T> forReader(CallOwner owner, PeerId self, NetworkMessage message, long deadline,
			Function<? super NetworkMessage, ? extends T> reader) {
		return new RequestCall<>(owner, message, deadline, true,
				(request, headers, payload) -> reader.apply(reply(request, self, headers, payload)));
	}

	private static NetworkMessage reply(NetworkMessage request, PeerId self, Map<String, String> headers,
			MessagePayload payload) {
		return new NetworkMessage(request.destination(), self, MessageType.REPLY, request.path(), headers,
				request.correlationId(), payload);
	}

	boolean takesView() {
		return this.takesView;
	}

	@Override
	boolean tellsCancellation() {
		return true;
	}

	/** Takes the reply; a view of its payload ends here. */
	void replied(Map<String, String> headers, MessagePayload payload) {
		T result;
		try {
			result = this.view.of(message(), headers, payload);
		}
		catch (Throwable ex) {
			// The application's reader: its failure is that of the call alone.
			reject(ex);
			return;
		}
		finally {
			PayloadView.end(payload);
		}
		resolve(result);
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
		T of(NetworkMessage request, Map<String, String> headers, MessagePayload payload);

	}

}

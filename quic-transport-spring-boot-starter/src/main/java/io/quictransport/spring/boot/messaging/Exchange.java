package io.quictransport.spring.boot.messaging;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.quictransport.MessageContext;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.support.GenericMessage;

/**
 * What a peer has sent, as the core gives it: either a message with its context, or a
 * stream.
 *
 * @param transport the transport that it came by
 * @param peer the sender
 * @param path the path that it was sent to
 * @param message the message, null for a stream
 * @param context the message's context, null for a stream
 * @param stream the stream, null for a message
 */
record Exchange(NetworkTransport transport, PeerId peer, String path, @Nullable NetworkMessage message,
		@Nullable MessageContext context, @Nullable MessageStream stream) {

	static Exchange of(NetworkTransport transport, NetworkMessage message, MessageContext context) {
		return new Exchange(transport, context.peer(), message.path(), message, context, null);
	}

	static Exchange of(NetworkTransport transport, MessageStream stream) {
		return new Exchange(transport, stream.peer(), stream.path(), null, null, stream);
	}

	static Exchange of(Message<?> message) {
		return Objects.requireNonNull(message.getHeaders().get(NodeHeaders.EXCHANGE, Exchange.class),
				"not a message of a node");
	}

	/** The message as argument resolvers see it. */
	Message<byte[]> toMessage(byte[] payload, Map<String, String> variables) {
		Map<String, Object> headers = new HashMap<>((this.stream != null) ? this.stream.headers()
				: Objects.requireNonNull(this.message, "neither message nor stream").headers());
		headers.put(NodeHeaders.PEER, this.peer);
		headers.put(NodeHeaders.PATH, this.path);
		headers.put(NodeHeaders.EXCHANGE, this);
		headers.put(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER, variables);
		headers.remove(NodeHeaders.CORRELATION_ID);
		if (this.message != null && !this.message.correlationId().isEmpty()) {
			headers.put(NodeHeaders.CORRELATION_ID, this.message.correlationId());
		}
		return new GenericMessage<>(payload, new Headers(headers));
	}

	/** Without an id and a timestamp, which nobody asks for and cost time. */
	private static final class Headers extends MessageHeaders {

		Headers(Map<String, Object> headers) {
			super(headers, MessageHeaders.ID_VALUE_NONE, -1L);
		}

	}

}

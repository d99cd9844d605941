package io.quictransport.spring.boot.messaging;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.quictransport.MessageContext;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.support.GenericMessage;

/**
 * Holds what a peer has sent, in the types of the core: a message with its context, or a
 * stream.
 *
 * @param transport the transport that it came by
 * @param peer the sender
 * @param path the path that it was sent to
 * @param message the message, null for a stream
 * @param context the message's context, null for a stream
 * @param stream the stream, null for a message
 * @param types the content types that it states
 */
record Exchange(NetworkTransport transport, PeerId peer, String path, @Nullable NetworkMessage message,
		@Nullable MessageContext context, @Nullable MessageStream stream, ContentTypes types) {

	/**
	 * Of a message.
	 * @throws io.quictransport.MessageException if its content type is malformed
	 */
	static Exchange of(NetworkTransport transport, NetworkMessage message, MessageContext context) {
		return new Exchange(transport, context.peer(), message.path(), message, context, null,
				ContentTypes.of(message.headers(), Outcome.NOT_ACCEPTED));
	}

	/**
	 * Of a stream.
	 * @throws io.quictransport.MessageException if its content type is malformed
	 */
	static Exchange of(NetworkTransport transport, MessageStream stream) {
		return new Exchange(transport, stream.peer(), stream.path(), null, null, stream,
				ContentTypes.of(stream.headers(), Outcome.NOT_ACCEPTED));
	}

	static Exchange of(Message<?> message) {
		return Objects.requireNonNull(message.getHeaders().get(NodeHeaders.EXCHANGE, Exchange.class),
				"not a message of a node");
	}

	/**
	 * What the sender has proven its identity with: of this message, or, where a
	 * transport does not tell that, lately.
	 */
	Optional<X509Certificate> certificate() {
		Optional<X509Certificate> shown = (this.stream != null) ? this.stream.certificate()
				: Objects.requireNonNull(this.context, "neither context nor stream").certificate();
		return shown.or(() -> this.transport.certificate(this.peer));
	}

	/** The message as argument resolvers see it. */
	Message<byte[]> toMessage(byte[] payload, Map<String, String> variables) {
		return new GenericMessage<>(payload, new Headers(this, variables));
	}

	/** What the sender has set, under the names that it gave. */
	Map<String, String> sentHeaders() {
		return (this.stream != null) ? this.stream.headers()
				: Objects.requireNonNull(this.message, "neither message nor stream").headers();
	}

	/**
	 * Omits Spring's own id and timestamp, which cost time and are not used here: headers
	 * of these names are the sender's. What the sender has set is copied once, by the
	 * superclass, which leaves out these two.
	 */
	private static final class Headers extends MessageHeaders {

		Headers(Exchange exchange, Map<String, String> variables) {
			super(Collections.unmodifiableMap(exchange.sentHeaders()), MessageHeaders.ID_VALUE_NONE, -1L);
			Map<String, Object> headers = getRawHeaders();
			keep(ID, exchange.sentHeaders(), headers);
			keep(TIMESTAMP, exchange.sentHeaders(), headers);
			headers.put(NodeHeaders.PEER, exchange.peer);
			headers.put(NodeHeaders.PATH, exchange.path);
			headers.put(NodeHeaders.EXCHANGE, exchange);
			headers.put(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER, variables);
			headers.remove(NodeHeaders.CORRELATION_ID);
			if (exchange.message != null && !exchange.message.correlationId().isEmpty()) {
				headers.put(NodeHeaders.CORRELATION_ID, exchange.message.correlationId());
			}
		}

		private static void keep(String name, Map<String, String> sent, Map<String, Object> headers) {
			String value = sent.get(name);
			if (value != null) {
				headers.put(name, value);
			}
		}

		/** None: a header of this name is text. */
		@Override
		public @Nullable UUID getId() {
			return null;
		}

		/** None: a header of this name is text. */
		@Override
		public @Nullable Long getTimestamp() {
			return null;
		}

	}

}

package io.quictransport.spring.boot.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import io.quictransport.nodes.PublishResult;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Calls other nodes with objects instead of bytes: requests, one-way messages and
 * streams.
 *
 * <p>
 * Payloads and replies are byte arrays and strings as they are, anything else JSON; null
 * is a payload without bytes. Failures are {@link io.quictransport.NetworkException}s
 * with their code and outcome; the blocking methods throw them unwrapped. If the handler
 * has failed, that is a {@link io.quictransport.MessageException} with the code
 * {@code HANDLER_FAILED}, without the text of the handler's exception. If it has failed
 * with a code of the application, that is an
 * {@link io.quictransport.ApplicationException}, or the exception that an
 * {@link ErrorMapping} bean makes of it. A reply that cannot be read has the code
 * {@code INVALID_MESSAGE}, an object that cannot be written fails with a
 * {@link org.springframework.messaging.converter.MessageConversionException} before
 * anything is sent.
 *
 * <p>
 * All methods may be called from any thread, except that blocking methods fail at once
 * with {@code BLOCKING_ON_EVENT_LOOP} on an event loop, and nothing is sent. The returned
 * futures may complete on the transport's event loop: a dependent stage that blocks there
 * stops the node, so it belongs on an executor ({@code thenApplyAsync}). Cancelling a
 * future cancels the call at the peer. A thread that is interrupted while it waits
 * cancels its call, which then fails with {@code CANCELLED}.
 */
public interface NodeTransportOperations {

	/**
	 * Sends a one-way message.
	 * @param call where it goes
	 * @param payload the content, null for none
	 * @return completes when the peer has admitted the message
	 */
	CompletableFuture<Void> sendAsync(NodeCall call, @Nullable Object payload);

	/**
	 * Sends a one-way message and waits until the peer has admitted it.
	 * @param call where it goes
	 * @param payload the content, null for none
	 */
	void send(NodeCall call, @Nullable Object payload);

	/**
	 * Sends a one-way message to all nodes that the call is for, with one encoding, to
	 * all at once and within one deadline: to those that offer the service, or that
	 * announce that they take messages on the path. This node itself is left out, unless
	 * {@link NodeCall#withOwnNode()} asks for it.
	 * @param call where it goes
	 * @param payload the content, null for none
	 * @return completes with what is known at each node, those that are away included, by
	 * the deadline at the latest; fails only if the message could be sent to none,
	 * because it is invalid or the transport is not running
	 */
	CompletableFuture<PublishResult> publishAsync(NodeCall call, @Nullable Object payload);

	/**
	 * Publishes, and waits for what is known at each node.
	 * @param call where it goes
	 * @param payload the content, null for none
	 * @return what is known at each node
	 */
	PublishResult publish(NodeCall call, @Nullable Object payload);

	/**
	 * Sends a request.
	 * @param <T> the type of the reply
	 * @param call where it goes
	 * @param payload the content, null for none
	 * @param replyType what the reply is read as; {@code Void.class} to ignore it
	 * @return completes with the reply, null if it has no content
	 */
	default <T> CompletableFuture<@Nullable T> requestAsync(NodeCall call, @Nullable Object payload,
			Class<T> replyType) {
		return requestAsync(call, payload, ParameterizedTypeReference.forType(replyType));
	}

	/**
	 * Sends a request whose reply has a generic type.
	 * @param <T> the type of the reply
	 * @param call where it goes
	 * @param payload the content, null for none
	 * @param replyType what the reply is read as
	 * @return completes with the reply, null if it has no content
	 */
	<T> CompletableFuture<@Nullable T> requestAsync(NodeCall call, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType);

	/**
	 * Sends a request and waits for the reply.
	 * @param <T> the type of the reply
	 * @param call where it goes
	 * @param payload the content, null for none
	 * @param replyType what the reply is read as; {@code Void.class} to ignore it
	 * @return the reply, null if it has no content
	 */
	default <T> @Nullable T request(NodeCall call, @Nullable Object payload, Class<T> replyType) {
		return request(call, payload, ParameterizedTypeReference.<T>forType(replyType));
	}

	/**
	 * Sends a request whose reply has a generic type, and waits for it.
	 * @param <T> the type of the reply
	 * @param call where it goes
	 * @param payload the content, null for none
	 * @param replyType what the reply is read as
	 * @return the reply, null if it has no content
	 */
	<T> @Nullable T request(NodeCall call, @Nullable Object payload, ParameterizedTypeReference<T> replyType);

	/**
	 * Opens a stream for each subscriber. Incoming items are requested as the subscriber
	 * requests them, and outgoing items as the peer does. The subscriber's methods are
	 * called on the transport's handler executor, and the publisher of outgoing items is
	 * subscribed to and requested there, so both may block. Cancelling the subscription
	 * ends the stream in both directions.
	 * @param <T> the type of the items that the peer sends
	 * @param call where it goes
	 * @param payload a {@link Flow.Publisher} or another reactive type of the items to
	 * send, or the only item, or null for none
	 * @param itemType what the peer's items are read as
	 * @return the items that the peer sends
	 */
	default <T> Flow.Publisher<T> stream(NodeCall call, @Nullable Object payload, Class<T> itemType) {
		return stream(call, payload, ParameterizedTypeReference.forType(itemType));
	}

	/**
	 * Opens a stream whose items have a generic type, as
	 * {@link #stream(NodeCall, Object, Class)} does.
	 * @param <T> the type of the items that the peer sends
	 * @param call where it goes
	 * @param payload a {@link Flow.Publisher} or another reactive type of the items to
	 * send, or the only item, or null for none
	 * @param itemType what the peer's items are read as
	 * @return the items that the peer sends
	 */
	<T> Flow.Publisher<T> stream(NodeCall call, @Nullable Object payload, ParameterizedTypeReference<T> itemType);

}

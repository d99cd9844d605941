package io.quictransport;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Represents one end of a two-way stream of messages, here called items. Both ends send
 * and finish independently of each other.
 *
 * <p>
 * An item arrives once, whole and in order, or the stream ends with an error: a stream
 * never moves to another connection. Only a fixed number of bytes is read ahead of a slow
 * reader (option {@code streamBuffer}): it slows down the sender, whose {@link #send}
 * completes only when there is credit. All methods may be called from any thread, and
 * none blocks.
 */
public interface MessageStream extends AutoCloseable {

	/**
	 * The node at the other end, proven by its certificate.
	 * @return the peer
	 */
	PeerId peer();

	/**
	 * The certificate that the peer has shown on the connection of the stream.
	 * @return the certificate, empty if the transport proves its peers' identities in
	 * another way
	 */
	default Optional<X509Certificate> certificate() {
		return Optional.empty();
	}

	/**
	 * The path that the stream was opened with.
	 * @return the path
	 */
	String path();

	/**
	 * The headers that the stream was opened with.
	 * @return the opener's headers, at both ends
	 */
	Map<String, String> headers();

	/**
	 * The time left until the stream's deadline, at which both ends give it up with
	 * {@link ErrorCode#DEADLINE_EXCEEDED}.
	 * @return the time left, not negative; empty for a stream without a deadline
	 */
	Optional<Duration> remaining();

	/**
	 * Sends an item after those sent before. The array is not copied: do not change it
	 * afterwards. To keep pace with the reader, it is enough to wait for the returned
	 * future before sending the next item.
	 * @param item the item, up to the {@code maxMessageSize} of both ends; may be empty
	 * @return completes when the peer has granted credit for the item and it is in
	 * flight; fails with {@link ErrorCode#OVERLOADED} at once if too much waits for
	 * credit already, with {@link ErrorCode#STREAM_ENDED} after {@link #finish}, and with
	 * the stream's failure
	 */
	default CompletableFuture<Void> send(byte[] item) {
		return send(MessagePayload.of(item));
	}

	/**
	 * Sends an item that need not be in an array, as {@link #send(byte[])} does. The
	 * memory of a buffer may be used again when the returned future is complete. To end
	 * that future before takes the buffer back: if the item has not left by then, the
	 * stream is given up with {@link ErrorCode#CANCELLED}, since it must not lose one.
	 * @param item the item, up to the {@code maxMessageSize} of both ends; may be empty
	 * @return completes as that of {@link #send(byte[])}
	 */
	CompletableFuture<Void> send(MessagePayload item);

	/**
	 * Ends this direction: the peer sees a clean end after the items sent so far. The
	 * other direction continues. A second call does nothing.
	 * @return completes when all items are in flight
	 */
	CompletableFuture<Void> finish();

	/**
	 * The items that the peer sends. The publisher accepts one subscriber, whose signals
	 * come one after another on the handler executor, or on the event loop for a stream
	 * that is handled there. Items stay with the sender until they are requested, apart
	 * from the read-ahead. A clean end is {@code onComplete}; {@code onError} passes the
	 * {@link NetworkException} that ended the stream, after the items that arrived whole
	 * before it. Cancelling the subscription before the peer has finished cancels the
	 * stream.
	 * @return the publisher of the received items
	 */
	Flow.Publisher<byte[]> items();

	/**
	 * Subscribes to {@link #items} and runs an action for each, one after another. While
	 * the action runs, the sender receives no new credit for that item's bytes.
	 * @param action takes an item; may block where the stream's handler may. If it
	 * throws, the stream is given up with {@link ErrorCode#HANDLER_FAILED}
	 * @return completes after the last item when the peer has finished; fails with the
	 * stream's failure or the exception of the action. To end it otherwise, such as by a
	 * timeout, cancels the stream as cancelling a subscription does
	 */
	CompletableFuture<Void> forEach(Consumer<? super byte[]> action);

	/**
	 * Does what {@link #forEach} does, without an array for each item: the payloads are
	 * views that live until the action returns ({@link MessagePayload}).
	 * @param action takes an item, as that of {@link #forEach}
	 * @return completes as that of {@link #forEach}
	 */
	CompletableFuture<Void> forEachPayload(Consumer<? super MessagePayload> action);

	/**
	 * Gives up the stream in both directions. The peer receives the code and the reason;
	 * waiting items are dropped and their futures fail. Does nothing if the stream has
	 * ended.
	 * @param code the code of the peer's failure
	 * @param reason the reason in human-readable form, at most 4096 bytes
	 */
	void reset(ErrorCode code, String reason);

	/**
	 * Gives up the stream in both directions as {@link #reset(ErrorCode, String)} does.
	 * The peer receives the failure's code and text, and of an
	 * {@link ApplicationException} the application's code and the details.
	 * @param failure why the stream is given up
	 */
	default void reset(MessageException failure) {
		reset(failure.code(), failure.detail());
	}

	/**
	 * Gives up the stream with {@link ErrorCode#CANCELLED}.
	 */
	default void cancel() {
		reset(ErrorCode.CANCELLED, "the other end has cancelled");
	}

	/**
	 * The end of the stream.
	 * @return completes when both ends have finished; fails with the failure that ended
	 * the stream earlier
	 */
	CompletableFuture<Void> closed();

	/**
	 * Cancels the stream unless it has ended in both directions.
	 */
	@Override
	default void close() {
		cancel();
	}

}

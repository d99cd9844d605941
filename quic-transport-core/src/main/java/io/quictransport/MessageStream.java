package io.quictransport;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * One end of a two-way stream of messages, here called items. Both ends send and finish
 * independently of each other.
 *
 * <p>
 * An item arrives once, whole and in order, or the stream ends with an error: it is not
 * carried over to another connection. Nothing is read ahead of a slow reader but a fixed
 * number of bytes (option {@code streamBuffer}): it holds the sender back, whose
 * {@link #send} completes only when there is room. All methods may be called from any
 * thread, and none blocks.
 */
public interface MessageStream extends AutoCloseable {

	/**
	 * The node at the other end, proven by its certificate.
	 * @return the peer
	 */
	PeerId peer();

	/**
	 * The certificate that the peer has shown on the connection of the stream.
	 * @return the certificate, empty if the transport proves its peers' identities
	 * otherwise
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
	 * The time that is left until the stream's deadline, when both ends give it up with
	 * {@link ErrorCode#DEADLINE_EXCEEDED}.
	 * @return the time left, not negative; empty for a stream without a deadline
	 */
	Optional<Duration> remaining();

	/**
	 * Sends an item behind those sent before. The array is not copied: do not change it
	 * afterwards. Waiting for the returned future before the next item is sent is all
	 * that is needed to keep pace with the reader.
	 * @param item the item, up to the {@code maxMessageSize} of both ends; may be empty
	 * @return completes when the peer has granted room for the item and it is on its way;
	 * fails with {@link ErrorCode#OVERLOADED} at once if too much waits for room already,
	 * with {@link ErrorCode#STREAM_ENDED} behind {@link #finish}, and with the stream's
	 * failure
	 */
	CompletableFuture<Void> send(byte[] item);

	/**
	 * Ends this direction: the peer sees a good end behind the items sent so far. The
	 * other direction goes on. A second call does nothing.
	 * @return completes when all items are on their way
	 */
	CompletableFuture<Void> finish();

	/**
	 * What the peer sends. It takes one subscriber, whose signals come one after another
	 * on the handler executor, or on the event loop for a stream that is handled there.
	 * Items stay with the sender until they are requested, apart from the read-ahead. A
	 * good end is {@code onComplete}; {@code onError} gives the {@link NetworkException}
	 * that ended the stream, behind the items that came whole before it. To cancel the
	 * subscription before the peer has finished cancels the stream.
	 * @return the publisher of the received items
	 */
	Flow.Publisher<byte[]> items();

	/**
	 * Subscribes to {@link #items} and runs an action for each, one after another. While
	 * the action runs, the sender gets no more room for that item's bytes.
	 * @param action takes an item; may block where the stream's handler may. If it
	 * throws, the stream is given up with {@link ErrorCode#HANDLER_FAILED}
	 * @return completes behind the last item when the peer has finished; fails with the
	 * stream's failure or what the action has thrown
	 */
	CompletableFuture<Void> forEach(Consumer<? super byte[]> action);

	/**
	 * Gives the stream up in both directions. The peer is told the code and the reason;
	 * items that still wait are dropped and their futures fail. Does nothing if the
	 * stream has ended.
	 * @param code what the peer's failure has for its code
	 * @param reason for people, at most 4096 bytes
	 */
	void reset(ErrorCode code, String reason);

	/**
	 * Gives the stream up with {@link ErrorCode#CANCELLED}.
	 */
	default void cancel() {
		reset(ErrorCode.CANCELLED, "the other end has cancelled");
	}

	/**
	 * How the stream ends.
	 * @return completes when both ends have finished; fails with what ended the stream
	 * before
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

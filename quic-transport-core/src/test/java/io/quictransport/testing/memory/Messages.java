package io.quictransport.testing.memory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.StreamOpening;
import io.quictransport.quic.TransportLimits;
import org.jspecify.annotations.Nullable;

/**
 * Checks messages before they are sent, and makes those that their receivers see.
 */
final class Messages {

	private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_500);

	private Messages() {
	}

	/** What is wrong with a message, null if nothing. */
	static @Nullable NetworkException check(NetworkMessage message, MessageType type, Duration timeout) {
		if (message.type() != type) {
			return invalid(message, "its type is " + message.type() + ", this operation takes " + type);
		}
		if (isNoPath(message.path())) {
			return invalid(message, "its path must have 1 to " + NetworkMessage.MAX_PATH_LENGTH + " bytes");
		}
		if (bytesOf(message.correlationId()) > NetworkMessage.MAX_CORRELATION_ID_LENGTH) {
			return invalid(message,
					"its correlation id must have at most " + NetworkMessage.MAX_CORRELATION_ID_LENGTH + " bytes");
		}
		if (timeout.isNegative() || timeout.isZero()) {
			return invalid(message, "its timeout is " + timeout + ", which is not positive");
		}
		return null;
	}

	/** What is wrong with the opening of a stream, null if nothing. */
	static @Nullable NetworkException check(StreamOpening opening, Duration admission) {
		Duration timeout = opening.timeout();
		NetworkMessage first = ofOpening(opening);
		return check(first, first.type(), (timeout != null && timeout.compareTo(admission) < 0) ? timeout : admission);
	}

	/** A stream's opening as the message that it is. */
	static NetworkMessage ofOpening(StreamOpening opening) {
		return NetworkMessage.request(opening.peer(), opening.path(), new byte[0]).withHeaders(opening.headers());
	}

	private static NetworkException invalid(NetworkMessage message, String what) {
		return NetworkException.of(ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT, "the message cannot be sent: " + what,
				ErrorContext.of(message));
	}

	private static boolean isNoPath(String path) {
		return path.isEmpty() || bytesOf(path) > NetworkMessage.MAX_PATH_LENGTH;
	}

	/** Which limit of one end a content is over, null if none. */
	static @Nullable ErrorCode tooLarge(TransportLimits limits, Map<String, String> headers, int length) {
		if (length > limits.maxMessageSize()) {
			return ErrorCode.MESSAGE_TOO_LARGE;
		}
		int headerBytes = 0;
		for (Map.Entry<String, String> header : headers.entrySet()) {
			headerBytes += encodedBytesOf(header.getKey()) + encodedBytesOf(header.getValue());
		}
		return (headerBytes > limits.maxHeaderSize()) ? ErrorCode.HEADERS_TOO_LARGE : null;
	}

	/** Nanoseconds, however long the time is. */
	static long nanos(Duration timeout) {
		return ((timeout.compareTo(LONGEST_TIMEOUT) < 0) ? timeout : LONGEST_TIMEOUT).toNanos();
	}

	/**
	 * The message as its receiver sees it, with nothing that the sender can still change.
	 */
	static NetworkMessage delivered(NetworkMessage message, PeerId source, boolean view) {
		return new NetworkMessage(source, message.destination(), message.type(), message.path(), message.headers(),
				message.correlationId(), HeldPayload.of(HeldPayload.copyOf(message.content()), view));
	}

	static NetworkMessage reply(NetworkMessage request, PeerId caller, Map<String, String> headers, byte[] payload) {
		return new NetworkMessage(request.destination(), caller, MessageType.REPLY, request.path(), headers,
				request.correlationId(), payload);
	}

	/** With the length that goes before a text on the wire. */
	private static int encodedBytesOf(String text) {
		int bytes = bytesOf(text);
		int length = (bytes < 64) ? 1 : (bytes < 16_384) ? 2 : 4;
		return length + bytes;
	}

	private static int bytesOf(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}

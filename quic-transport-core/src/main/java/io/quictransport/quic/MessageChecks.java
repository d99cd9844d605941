package io.quictransport.quic;

import java.time.Duration;

import io.netty.buffer.ByteBufUtil;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.StreamOpening;
import org.jspecify.annotations.Nullable;

/**
 * Rejects messages that can be sent to no peer, before any work is done on them.
 */
final class MessageChecks {

	/** Passes in place of none. */
	private static final Duration ANY_TIMEOUT = Duration.ofSeconds(1);

	private MessageChecks() {
	}

	/** What is wrong with a message, null if nothing. */
	static @Nullable NetworkException check(NetworkMessage message, MessageType type, Duration timeout) {
		if (message.type() != type) {
			return invalid(message, "its type is " + message.type() + ", this operation takes " + type);
		}
		if (message.path().isEmpty() || isTooLong(message.path(), NetworkMessage.MAX_PATH_LENGTH)) {
			return invalid(message, "its path must have 1 to " + NetworkMessage.MAX_PATH_LENGTH + " bytes");
		}
		if (isTooLong(message.correlationId(), NetworkMessage.MAX_CORRELATION_ID_LENGTH)) {
			return invalid(message,
					"its correlation id must have at most " + NetworkMessage.MAX_CORRELATION_ID_LENGTH + " bytes");
		}
		if (timeout.isNegative() || timeout.isZero()) {
			return invalid(message, "its timeout is " + timeout + ", which is not positive");
		}
		return null;
	}

	/** What is wrong with the opening of a stream, null if nothing. */
	static @Nullable NetworkException check(StreamOpening opening) {
		Duration timeout = opening.timeout();
		return check(NetworkMessage.request(opening.peer(), opening.path(), new byte[0]), MessageType.REQUEST,
				(timeout != null) ? timeout : ANY_TIMEOUT);
	}

	/** Counts bytes only where the characters do not decide. */
	private static boolean isTooLong(String text, int mostBytes) {
		return text.length() > mostBytes / 3 && ByteBufUtil.utf8Bytes(text) > mostBytes;
	}

	private static NetworkException invalid(NetworkMessage message, String what) {
		return NetworkException.of(ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT, "the message cannot be sent: " + what,
				ErrorContext.of(message));
	}

}

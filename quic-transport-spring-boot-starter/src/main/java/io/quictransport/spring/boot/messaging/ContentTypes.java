package io.quictransport.spring.boot.messaging;

import java.util.Map;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Holds the content types that the headers of a message or stream state. Read once for
 * each message.
 *
 * @param payload the type of the payload, or of the opener's items; null for the default:
 * bytes and text as they are, all else JSON
 * @param accepted the type that the reply, or the items of the other end, must have; null
 * if nothing is asked for
 */
record ContentTypes(@Nullable MimeType payload, @Nullable MimeType accepted) {

	/** What a message without headers states. */
	static final ContentTypes NONE = new ContentTypes(null, null);

	/** What is meant where no type is stated. */
	static final MimeType JSON = MimeTypeUtils.APPLICATION_JSON;

	/**
	 * Reads headers.
	 * @param outcome what is known of the message if they are malformed
	 * @throws MessageException with {@link ErrorCode#UNSUPPORTED_CONTENT_TYPE} if they
	 * are
	 */
	static ContentTypes of(Map<String, String> headers, Outcome outcome) {
		if (headers.isEmpty()) {
			return NONE;
		}
		String payload = headers.get(NodeHeaders.CONTENT_TYPE);
		String accepted = headers.get(NodeHeaders.ACCEPT);
		return (payload == null && accepted == null) ? NONE
				: new ContentTypes(ofPayload(payload, outcome), ofReply(accepted, outcome));
	}

	private static @Nullable MimeType ofPayload(@Nullable String text, Outcome outcome) {
		if (text == null) {
			return null;
		}
		MimeType type = parse(NodeHeaders.CONTENT_TYPE, text, outcome);
		if (!type.isConcrete()) {
			throw malformed(NodeHeaders.CONTENT_TYPE, outcome);
		}
		return isDefault(type) ? null : type;
	}

	/** Where any type will do, nothing is asked for. */
	private static @Nullable MimeType ofReply(@Nullable String text, Outcome outcome) {
		if (text == null) {
			return null;
		}
		MimeType type = parse(NodeHeaders.ACCEPT, text, outcome);
		return type.isConcrete() ? type : null;
	}

	private static MimeType parse(String header, String text, Outcome outcome) {
		try {
			return MimeTypeUtils.parseMimeType(text);
		}
		catch (RuntimeException ex) {
			throw malformed(header, outcome);
		}
	}

	private static MessageException malformed(String header, Outcome outcome) {
		return new MessageException(ErrorCode.UNSUPPORTED_CONTENT_TYPE, outcome,
				"the header '" + header + "' is no content type; state one, such as application/json, or leave it out",
				ErrorContext.NONE, null);
	}

	/** Whether it need not be stated. */
	static boolean isDefault(MimeType type) {
		return type.equalsTypeAndSubtype(JSON);
	}

	/** The type as a text speaks of it. */
	static String nameOf(MimeType type) {
		return type.getType() + "/" + type.getSubtype();
	}

	/**
	 * The type of all items that go back on a stream, which has no headers to say it.
	 * @return the type, null for the default
	 */
	@Nullable MimeType ofItemsBack() {
		if (this.accepted != null) {
			return isDefault(this.accepted) ? null : this.accepted;
		}
		return this.payload;
	}

}

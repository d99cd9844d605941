package io.quictransport.cli;

import java.io.ByteArrayInputStream;
import java.io.Serial;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Locale;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ValueNode;
import tools.jackson.dataformat.cbor.CBORMapper;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Lists the formats of payloads, with how each is read and printed in a shell.
 */
enum ContentType {

	/** Sent and shown as it is, once it is known to be JSON. */
	JSON,

	/** JSON in the shell. */
	CBOR,

	/** Whatever it is, sent as it is. */
	OTHER;

	/** The header that states the type of a payload. */
	static final String HEADER = "content-type";

	private static final JsonMapper JSON_MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.nodeFactory(new TypedNumbers())
		.build();

	private static final CBORMapper CBOR_MAPPER = new CBORMapper();

	static ContentType parse(String text) {
		String type = text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
		if (!type.matches("[^\\s/*]+/[^\\s/*]+")) {
			throw new UsageException("the content type '" + text + "' is none; write one such as application/cbor");
		}
		return known(type);
	}

	/** The type of what has come, which a header may state. */
	static ContentType stated(String text) {
		return text.isEmpty() ? JSON : known(text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
	}

	private static ContentType known(String type) {
		return switch (type) {
			case "application/json" -> JSON;
			case "application/cbor" -> CBOR;
			default -> OTHER;
		};
	}

	/**
	 * Makes a payload of what was typed.
	 * @throws UsageException if it is to be JSON, and is not
	 */
	byte[] write(byte[] typed) {
		if (typed.length == 0 || this == OTHER) {
			return typed;
		}
		JsonNode json = json(typed);
		return (this == CBOR) ? CBOR_MAPPER.writeValueAsBytes(json) : typed;
	}

	private static JsonNode json(byte[] typed) {
		try {
			return JSON_MAPPER.readTree(new ByteArrayInputStream(typed));
		}
		catch (JacksonException ex) {
			throw new UsageException("the payload is not JSON: " + ex.getOriginalMessage()
					+ "; text goes with --content-type text/plain");
		}
	}

	/** What a person sees of a payload: text, or else its bytes in hexadecimal. */
	String show(byte[] payload) {
		if (this == CBOR && payload.length > 0) {
			try {
				return JSON_MAPPER.writeValueAsString(CBOR_MAPPER.readTree(payload));
			}
			catch (JacksonException ex) {
				return HexFormat.of().formatHex(payload);
			}
		}
		try {
			return UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
		}
		catch (CharacterCodingException ex) {
			return HexFormat.of().formatHex(payload);
		}
	}

	/**
	 * Makes a double of a number with a fraction, as RFC 8949 has it of JSON (6.2) and as
	 * every reader of CBOR understands. Only what has more digits than a double can tell
	 * apart stays a decimal: digits that a person has typed are not lost in silence.
	 */
	private static final class TypedNumbers extends JsonNodeFactory {

		@Serial
		private static final long serialVersionUID = 1L;

		@Override
		public ValueNode numberNode(BigDecimal typed) {
			double nearest = typed.doubleValue();
			return (Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(typed) == 0) ? numberNode(nearest)
					: super.numberNode(typed);
		}

	}

}

package io.quictransport.internal.wire;

import java.util.Map;

import io.quictransport.NetworkMessage;

/**
 * Limits what one end admits in a message.
 *
 * @param maxMessageSize the largest payload in bytes
 * @param maxHeaderSize the most bytes that headers may take, encoded
 */
public record WireLimits(int maxMessageSize, int maxHeaderSize) {

	/** The largest control frame. */
	public static final int MAX_CONTROL_FRAME = 64 * 1024;

	private static final int NUMBERS = 64;

	private static final int TEXTS = NetworkMessage.MAX_PATH_LENGTH + NetworkMessage.MAX_CORRELATION_ID_LENGTH;

	/**
	 * The limits that apply between two ends.
	 * @param other the other end's limits
	 * @return the smaller of each
	 */
	public WireLimits and(WireLimits other) {
		return new WireLimits(Math.min(this.maxMessageSize, other.maxMessageSize),
				Math.min(this.maxHeaderSize, other.maxHeaderSize));
	}

	/**
	 * The largest length that a frame within these limits states.
	 * @return the length in bytes, type included
	 */
	public int maxFrameLength() {
		long longest = (long) this.maxMessageSize + this.maxHeaderSize + TEXTS + NUMBERS;
		return (int) Math.min(Integer.MAX_VALUE, Math.max(MAX_CONTROL_FRAME, longest));
	}

	/**
	 * The bytes that headers take, encoded.
	 * @param headers the headers
	 * @return the size that {@link #maxHeaderSize} limits
	 */
	public static int sizeOf(Map<String, String> headers) {
		return headers.isEmpty() ? 0 : Primitives.sizeOfTexts(headers);
	}

}

package io.quictransport.testing.history;

import java.nio.ByteBuffer;

/**
 * Identifies one message of a history.
 *
 * @param number its number, the first one's is 1; no two have the same
 * @param kind what it is
 * @param from the id of the node that sends it
 * @param to the id of the node that it is for
 * @param channel what its order belongs to: its path, or the stream that it is an item of
 */
public record Message(long number, Kind kind, String from, String to, String channel) {

	/**
	 * Writes the number where {@link #numberIn} finds it.
	 * @param size the length of the payload, at least eight bytes are used
	 * @return the payload
	 */
	public byte[] payload(int size) {
		return ByteBuffer.allocate(Math.max(Long.BYTES, size)).putLong(0, this.number).array();
	}

	/**
	 * Reads the number out of a payload.
	 * @param payload a payload of {@link #payload}
	 * @return the number
	 */
	public static long numberIn(byte[] payload) {
		return ByteBuffer.wrap(payload).getLong();
	}

	@Override
	public String toString() {
		return this.kind + " " + this.number + " " + this.from + ">" + this.to + " " + this.channel;
	}

	/**
	 * Says what a message is.
	 */
	public enum Kind {

		/** A request with a reply. */
		REQUEST,

		/** A one-way message. */
		EVENT,

		/** An item of a stream of messages. */
		ITEM

	}

}

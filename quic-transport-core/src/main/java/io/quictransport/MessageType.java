package io.quictransport;

/**
 * The kinds of message between nodes. The codes are part of the wire protocol and never
 * change.
 *
 * <p>
 * A {@link NetworkMessage} that an application makes or gets is a {@link #REQUEST}, a
 * {@link #RESPONSE} or an {@link #EVENT}. The others are the transport's own: they are
 * here for their numbers, and no {@link NetworkMessage} has them.
 */
public enum MessageType {

	/** An announcement by a discovery provider; it is never on a connection. */
	DISCOVERY(1),

	/** A sign of life on the control stream: the frame PING. */
	HEARTBEAT(2),

	/** The exchange of identities and limits that opens a connection: the frame HELLO. */
	HANDSHAKE(3),

	/** A message that is answered. */
	REQUEST(4),

	/** The answer to a request. */
	RESPONSE(5),

	/** A one-way message, acknowledged when the receiver has admitted it. */
	EVENT(6),

	/** The failure of a request, which its caller gets as an exception. */
	ERROR(7);

	private final int code;

	MessageType(int code) {
		this.code = code;
	}

	/**
	 * The number that stands for this type on the wire.
	 * @return the code, 1 to 7
	 */
	public int code() {
		return this.code;
	}

}

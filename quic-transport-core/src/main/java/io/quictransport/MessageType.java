package io.quictransport;

/**
 * Lists the kinds of message between nodes. The codes are part of the wire protocol and
 * never change.
 *
 * <p>
 * A {@link NetworkMessage} that an application makes or receives is a {@link #REQUEST}, a
 * {@link #RESPONSE} or an {@link #EVENT}. The others belong to the transport: they are
 * listed for their numbers, and no {@link NetworkMessage} has them.
 */
public enum MessageType {

	/** An announcement by a discovery provider; it is never on a connection. */
	DISCOVERY(1),

	/** A probe on the control stream: the frame PING. */
	HEARTBEAT(2),

	/** The exchange of identities and limits that opens a connection: the frame HELLO. */
	HANDSHAKE(3),

	/** A message that is answered. */
	REQUEST(4),

	/** The answer to a request. */
	RESPONSE(5),

	/** A one-way message, acknowledged when the receiver has admitted it. */
	EVENT(6),

	/** The failure of a request, which its caller receives as an exception. */
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

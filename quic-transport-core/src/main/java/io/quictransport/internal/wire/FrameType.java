package io.quictransport.internal.wire;

import io.quictransport.MessageType;

/**
 * Lists the type byte of each frame. Numbers 2 to 7 are those that the specification
 * gives its message types.
 */
public final class FrameType {

	/** A probe that requests a {@link #PONG}. */
	public static final int PING = 0x02;

	/** Identity and limits; opens the control stream in both directions. */
	public static final int HELLO = 0x03;

	/** A message that is answered. */
	public static final int REQUEST = 0x04;

	/** The answer to a request. */
	public static final int RESPONSE = 0x05;

	/** A one-way message. */
	public static final int EVENT = 0x06;

	/** The failure of a request. */
	public static final int ERROR = 0x07;

	/** The answer to a {@link #PING}. */
	public static final int PONG = 0x08;

	/** A change of what the sender stated of itself in HELLO. */
	public static final int NODE_INFO = 0x09;

	/** The sender takes, or sends, no new work on this connection. */
	public static final int GOAWAY = 0x0A;

	/** The sender has sent GOAWAY and waits for nothing more. */
	public static final int DONE = 0x0B;

	/** All messages of a lane up to a sequence are admitted. */
	public static final int ACK = 0x0C;

	/** One one-way message is refused. */
	public static final int NACK = 0x0D;

	/** The caller of a request no longer waits. */
	public static final int CANCEL = 0x0E;

	/** All of the sender's message ids below one are resolved. */
	public static final int SETTLED = 0x0F;

	/** Opens a stream of messages. */
	public static final int OPEN = 0x10;

	/** One message of a stream. */
	public static final int ITEM = 0x11;

	/** The sender's side of a stream ends cleanly. */
	public static final int END = 0x12;

	/** The sender of this frame gives up a stream. */
	public static final int RESET = 0x13;

	/** Allows the other side of a stream to send more bytes. */
	public static final int CREDIT = 0x14;

	private FrameType() {
	}

	/** The frame that carries a message. */
	static int of(MessageType type) {
		return switch (type) {
			case REQUEST -> REQUEST;
			case REPLY -> RESPONSE;
			case MESSAGE -> EVENT;
		};
	}

}

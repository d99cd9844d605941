package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;

/**
 * Reads and writes the frames that carry a number or nothing: PING, PONG, DONE, ACK,
 * CANCEL.
 */
public final class ControlFrames {

	private ControlFrames() {
	}

	/**
	 * Writes a PING frame.
	 * @param out the buffer to write to
	 * @param token what the PONG will repeat
	 */
	public static void writePing(ByteBuf out, long token) {
		writeToken(out, FrameType.PING, token);
	}

	/**
	 * Writes a PONG frame.
	 * @param out the buffer to write to
	 * @param token the token of the PING
	 */
	public static void writePong(ByteBuf out, long token) {
		writeToken(out, FrameType.PONG, token);
	}

	/**
	 * Reads the token of a PING or PONG frame.
	 * @param body the frame
	 * @return the token
	 */
	public static long readToken(ByteBuf body) {
		return Primitives.readLong(body);
	}

	/**
	 * Writes a DONE frame.
	 * @param out the buffer to write to
	 */
	public static void writeDone(ByteBuf out) {
		FrameWriter.end(out, FrameWriter.begin(out, FrameType.DONE));
	}

	/**
	 * Writes an ACK frame.
	 * @param out the buffer to write to
	 * @param sequence all of the lane's messages up to this one are admitted, except
	 * those refused by NACK
	 */
	public static void writeAck(ByteBuf out, long sequence) {
		writeNumber(out, FrameType.ACK, sequence);
	}

	/**
	 * Writes a CANCEL frame.
	 * @param out the buffer to write to
	 * @param id the request's id
	 */
	public static void writeCancel(ByteBuf out, long id) {
		writeNumber(out, FrameType.CANCEL, id);
	}

	/**
	 * Reads the number of an ACK or CANCEL frame.
	 * @param body the frame
	 * @return the number
	 */
	public static long readNumber(ByteBuf body) {
		return Primitives.readVarint(body);
	}

	private static void writeToken(ByteBuf out, int type, long token) {
		int start = FrameWriter.begin(out, type);
		out.writeLong(token);
		FrameWriter.end(out, start);
	}

	private static void writeNumber(ByteBuf out, int type, long number) {
		int start = FrameWriter.begin(out, type);
		Primitives.writeVarint(out, number);
		FrameWriter.end(out, start);
	}

}

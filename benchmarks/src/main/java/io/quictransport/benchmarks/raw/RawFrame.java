package io.quictransport.benchmarks.raw;

import io.netty.buffer.ByteBuf;

/**
 * The frames of the raw subject: length of what follows (4 bytes), type (1 byte), filling
 * in place of the transport's header fields, payload.
 */
final class RawFrame {

	static final int HEADER = 5;

	static final int REQUEST = 4;

	static final int RESPONSE = 5;

	static final int EVENT = 6;

	static final int ACK = 12;

	/** An ACK's body: how many one-way messages have arrived in all, modulo 2^32. */
	static final int ACK_BODY = Integer.BYTES;

	/** What stands between header and payload of a request or one-way message. */
	static final int MESSAGE_FILLING = FrameSizes.MESSAGE - HEADER;

	/** What stands between header and payload of a response. */
	static final int RESPONSE_FILLING = FrameSizes.RESPONSE - HEADER;

	private RawFrame() {
	}

	static void writeHeader(ByteBuf out, int type, int filling, int payload) {
		out.writeInt(1 + filling + payload);
		out.writeByte(type);
		out.writeZero(filling);
	}

}

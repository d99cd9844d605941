package io.quictransport.benchmarks.raw;

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.wire.MessageFrames;

/**
 * How many bytes the transport's frames add to a payload, so that the raw codec carries
 * as many.
 */
final class FrameSizes {

	/** Ids of this size stand for those of a run. */
	private static final long TYPICAL_ID = 1_000_000;

	private static final long TYPICAL_TIMEOUT_MILLIS = 10_000;

	private static final PeerId SOMEBODY = new PeerId("somebody");

	private static final byte[] NOTHING = {};

	/** Around a request or one-way message. */
	static final int MESSAGE = sizeOfMessage();

	/** Around a reply. */
	static final int RESPONSE = sizeOfResponse();

	private FrameSizes() {
	}

	private static int sizeOfMessage() {
		ByteBuf out = Unpooled.buffer();
		MessageFrames.writeMessage(out, TYPICAL_ID, TYPICAL_TIMEOUT_MILLIS,
				NetworkMessage.request(SOMEBODY, "bench", NOTHING));
		return out.readableBytes();
	}

	private static int sizeOfResponse() {
		ByteBuf out = Unpooled.buffer();
		MessageFrames.writeResponse(out, TYPICAL_ID, Map.of(), NOTHING);
		return out.readableBytes();
	}

}

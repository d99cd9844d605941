package io.quictransport.internal.wire;

import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;

/**
 * One direction of one kind of stream: what may come there, by section 3.4 of
 * {@code docs/wire-protocol.md}.
 */
enum FuzzRole {

	CONTROL(FrameType.HELLO, FrameType.PING, FrameType.PONG, FrameType.NODE_INFO, FrameType.GOAWAY, FrameType.DONE,
			FrameType.CANCEL, FrameType.SETTLED),

	LANE_ACCEPTED(FrameType.REQUEST, FrameType.EVENT, FrameType.CANCEL, FrameType.SETTLED),

	LANE_OPENED(FrameType.RESPONSE, FrameType.ERROR, FrameType.ACK, FrameType.NACK),

	TRANSFER_ACCEPTED(FrameType.REQUEST, FrameType.RESPONSE, FrameType.EVENT, FrameType.ERROR),

	TRANSFER_OPENED(FrameType.ACK, FrameType.NACK),

	MESSAGES(FrameType.OPEN, FrameType.ITEM, FrameType.END, FrameType.RESET, FrameType.CREDIT);

	/** Small, so that a fuzzer gets beyond them. */
	static final WireLimits LIMITS = new WireLimits(2048, 512);

	private static final int LONGEST_ANSWER = 4352;

	private final Set<Integer> types;

	FuzzRole(Integer... types) {
		this.types = Set.of(types);
	}

	static FuzzRole of(byte chosen) {
		return values()[Byte.toUnsignedInt(chosen) % values().length];
	}

	/** The first role in which a frame may come. */
	static FuzzRole admitting(int type) {
		for (FuzzRole role : values()) {
			if (role.types.contains(type)) {
				return role;
			}
		}
		throw new IllegalArgumentException("no stream carries frame type " + type);
	}

	int maxFrameLength() {
		return switch (this) {
			case CONTROL -> WireLimits.MAX_CONTROL_FRAME;
			case TRANSFER_OPENED -> LONGEST_ANSWER;
			default -> LIMITS.maxFrameLength();
		};
	}

	DecodedFrame decode(int type, ByteBuf body, MessageFrames.Paths paths) {
		if (!this.types.contains(type)) {
			throw new MalformedFrameException("frame type " + type + " is not for " + this);
		}
		return DecodedFrame.read(type, body, LIMITS, paths);
	}

}

package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;

/**
 * Represents the SETTLED frame: which of its sender's messages are resolved, so that the
 * receiver can forget them.
 *
 * @param lowest the lowest unresolved id; all below are resolved
 * @param above ids above the lowest that were resolved since the last such frame; not
 * copied
 */
@SuppressWarnings("ArrayRecordComponent") // written and read at once, never compared
public record Settled(long lowest, long[] above) {

	/** The most ids that one frame lists. */
	public static final int MAX_ABOVE = 4096;

	/**
	 * Writes the frame.
	 * @param out the buffer to write to
	 */
	public void write(ByteBuf out) {
		int start = FrameWriter.begin(out, FrameType.SETTLED);
		Primitives.writeVarint(out, this.lowest);
		Primitives.writeVarint(out, this.above.length);
		for (long id : this.above) {
			Primitives.writeVarint(out, id);
		}
		FrameWriter.end(out, start);
	}

	/**
	 * Reads the frame.
	 * @param body the frame
	 * @return the frame's content
	 */
	public static Settled read(ByteBuf body) {
		long lowest = Primitives.readVarint(body);
		int count = Primitives.readCount(body, "the number of settled ids", MAX_ABOVE);
		if (count > body.readableBytes()) {
			throw new MalformedFrameException("the frame is too short for " + count + " settled ids");
		}
		long[] above = new long[count];
		for (int i = 0; i < count; i++) {
			above[i] = Primitives.readVarint(body);
		}
		return new Settled(lowest, above);
	}

}

package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;

/**
 * Writes the header of each frame: the length, filled in when the frame is complete, and
 * the type.
 */
final class FrameWriter {

	private FrameWriter() {
	}

	static int begin(ByteBuf out, int type) {
		int start = out.writerIndex();
		out.writeInt(0);
		out.writeByte(type);
		return start;
	}

	/**
	 * Removes a frame that could not be completed: a partial frame would corrupt the
	 * stream.
	 */
	static void undo(ByteBuf out, int start) {
		out.writerIndex(start);
	}

	static void end(ByteBuf out, int start) {
		out.setInt(start, out.writerIndex() - start - FrameReader.LENGTH_BYTES);
	}

}

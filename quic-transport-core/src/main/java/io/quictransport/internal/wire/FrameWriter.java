package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;

/**
 * Writes the header of each frame: the length, filled in when the frame is complete, and
 * the type. A frame for which there is no memory is not begun, or is removed: half of it
 * would corrupt everything behind it on its stream.
 */
final class FrameWriter {

	private static final int HEADER_BYTES = FrameReader.LENGTH_BYTES + 1;

	private FrameWriter() {
	}

	/**
	 * Writes a frame wholly or not at all. Those that carry payloads, the most frequent
	 * ones, do the same by themselves.
	 * @param out the buffer to write to
	 * @param type the type of the frame
	 * @param body writes the rest of it
	 */
	static void write(ByteBuf out, int type, Runnable body) {
		int start = begin(out, type);
		try {
			body.run();
		}
		catch (Throwable ex) {
			undo(out, start);
			throw ex;
		}
		end(out, start);
	}

	static int begin(ByteBuf out, int type) {
		int start = out.writerIndex();
		out.ensureWritable(HEADER_BYTES);
		out.writeInt(0);
		out.writeByte(type);
		return start;
	}

	/** Removes a frame that could not be completed. */
	static void undo(ByteBuf out, int start) {
		out.writerIndex(start);
	}

	static void end(ByteBuf out, int start) {
		out.setInt(start, out.writerIndex() - start - FrameReader.LENGTH_BYTES);
	}

}

package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes paths, and caches the encoding of some: most messages go to the path of an
 * earlier message, and copying its bytes is cheaper than encoding it. For one thread.
 */
final class PathTexts {

	private static final int SLOTS = 64;

	/** Longer paths are encoded each time, so that they cannot fill memory. */
	private static final int LONGEST = 128;

	private final @Nullable Known[] known = new @Nullable Known[SLOTS];

	void write(ByteBuf out, String path) {
		if (path.length() > LONGEST) {
			Primitives.writeText(out, path);
			return;
		}
		int slot = ((path.hashCode() * 31) >>> 16) & (SLOTS - 1);
		Known before = this.known[slot];
		if (before == null || !before.path.equals(path)) {
			before = new Known(path, encode(out, path));
			this.known[slot] = before;
		}
		out.writeBytes(before.text);
	}

	/** The path as a text: its length, then its bytes. */
	private static byte[] encode(ByteBuf like, String path) {
		ByteBuf text = like.alloc().heapBuffer();
		try {
			Primitives.writeText(text, path);
			return ByteBufUtil.getBytes(text);
		}
		finally {
			text.release();
		}
	}

	/**
	 * Holds a path that was written.
	 *
	 * @param path the path
	 * @param text its encoding
	 */
	@SuppressWarnings("ArrayRecordComponent")
	private record Known(String path, byte[] text) {
	}

}

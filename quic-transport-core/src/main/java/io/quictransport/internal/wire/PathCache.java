package io.quictransport.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * Reads paths, and caches some: most messages have the path of an earlier message, and
 * comparing its bytes is cheaper than decoding them. For one thread.
 */
final class PathCache {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final int SLOTS = 64;

	/** Longer paths are decoded each time, so that peers cannot fill memory. */
	private static final int LONGEST = 128;

	private final @Nullable Known[] known = new @Nullable Known[SLOTS];

	String read(ByteBuf body) {
		int length = Primitives.readLength(body, "the path", NetworkMessage.MAX_PATH_LENGTH,
				ErrorCode.PROTOCOL_VIOLATION);
		if (length == 0) {
			throw new MalformedFrameException("the path is empty");
		}
		int index = body.readerIndex();
		body.skipBytes(length);
		return (length <= LONGEST) ? find(body, index, length) : Primitives.decode(body, index, length, "the path");
	}

	private String find(ByteBuf body, int index, int length) {
		int hash = length * 31 + body.getByte(index + length / 2);
		int slot = (hash * 31 + body.getByte(index + length - 1)) & (SLOTS - 1);
		Known before = this.known[slot];
		if (before != null && before.isAt(body, index, length)) {
			return before.path;
		}
		String path = Primitives.decode(body, index, length, "the path");
		this.known[slot] = new Known(ByteBufUtil.getBytes(body, index, length), path);
		return path;
	}

	/**
	 * Holds a path that has been decoded.
	 *
	 * @param bytes its bytes
	 * @param path the path
	 */
	@SuppressWarnings("ArrayRecordComponent") // compared with what a buffer holds only
	private record Known(byte[] bytes, String path) {

		boolean isAt(ByteBuf body, int index, int length) {
			if (this.bytes.length != length) {
				return false;
			}
			int at = 0;
			for (; at <= length - Long.BYTES; at += Long.BYTES) {
				if ((long) LONGS.get(this.bytes, at) != body.getLong(index + at)) {
					return false;
				}
			}
			for (; at < length; at++) {
				if (this.bytes[at] != body.getByte(index + at)) {
					return false;
				}
			}
			return true;
		}

	}

}

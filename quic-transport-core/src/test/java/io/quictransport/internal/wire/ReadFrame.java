package io.quictransport.internal.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * A frame that a {@link FrameReader} has cut out of a stream.
 *
 * @param type its type byte
 * @param fields its content
 */
record ReadFrame(int type, Map<String, List<String>> fields) {

	String value(String field) {
		return this.fields.getOrDefault(field, List.of("")).get(0);
	}

	/**
	 * Reads the only frame that the bytes hold.
	 */
	static ReadFrame single(byte[] bytes) {
		List<ReadFrame> frames = all(bytes);
		if (frames.size() != 1) {
			throw new IllegalArgumentException("there are " + frames.size() + " frames");
		}
		return frames.get(0);
	}

	static List<ReadFrame> all(byte[] bytes) {
		List<ReadFrame> frames = new ArrayList<>();
		FrameReader reader = new FrameReader(UnpooledByteBufAllocator.DEFAULT, VectorDecoder.LIMITS.maxFrameLength());
		ByteBuf in = Unpooled.wrappedBuffer(bytes);
		try {
			reader.read(in, (type, body) -> frames.add(new ReadFrame(type, VectorDecoder.decode(type, body))));
			if (reader.isInsideFrame()) {
				throw new IllegalArgumentException("the bytes end inside a frame");
			}
		}
		finally {
			reader.close();
			in.release();
		}
		return frames;
	}

}

package io.quictransport.internal.wire;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Spoils streams of well-formed frames, the same way for the same random numbers.
 */
final class Mutator {

	private static final long[] LENGTHS = { 0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1, 2,
			VectorDecoder.LIMITS.maxFrameLength(), VectorDecoder.LIMITS.maxFrameLength() + 1L };

	private final List<byte[]> frames;

	private final Random random;

	Mutator(List<byte[]> frames, Random random) {
		this.frames = frames;
		this.random = random;
	}

	/**
	 * Makes a stream of one to three frames with one to four faults.
	 */
	byte[] next() {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			stream.writeBytes(anyFrame());
		}
		byte[] bytes = stream.toByteArray();
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			bytes = spoil(bytes);
		}
		return bytes;
	}

	private byte[] spoil(byte[] bytes) {
		if (bytes.length == 0) {
			return anyFrame();
		}
		int at = this.random.nextInt(bytes.length);
		return switch (this.random.nextInt(8)) {
			case 0 -> with(bytes, at, bytes[at] ^ (1 << this.random.nextInt(8)));
			case 1 -> with(bytes, at, this.random.nextInt(256));
			case 2 -> with(bytes, at, 0xFF);
			case 3 -> Arrays.copyOf(bytes, at);
			case 4 -> splice(bytes, at, new byte[0], at + this.random.nextInt(8));
			case 5 -> splice(bytes, at, noise(), at);
			case 6 -> splice(bytes, at, anyFrame(), at);
			default -> withLength(bytes);
		};
	}

	private byte[] withLength(byte[] bytes) {
		long length = LENGTHS[this.random.nextInt(LENGTHS.length)];
		byte[] changed = bytes.clone();
		for (int i = 0; i < Math.min(4, bytes.length); i++) {
			changed[i] = (byte) (length >>> (24 - 8 * i));
		}
		return changed;
	}

	private byte[] anyFrame() {
		return this.frames.get(this.random.nextInt(this.frames.size()));
	}

	private byte[] noise() {
		byte[] noise = new byte[1 + this.random.nextInt(12)];
		this.random.nextBytes(noise);
		return noise;
	}

	private static byte[] with(byte[] bytes, int at, int value) {
		byte[] changed = bytes.clone();
		changed[at] = (byte) value;
		return changed;
	}

	private static byte[] splice(byte[] bytes, int at, byte[] middle, int rest) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		stream.write(bytes, 0, at);
		stream.writeBytes(middle);
		int from = Math.min(rest, bytes.length);
		stream.write(bytes, from, bytes.length - from);
		return stream.toByteArray();
	}

}

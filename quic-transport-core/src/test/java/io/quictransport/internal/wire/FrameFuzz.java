package io.quictransport.internal.wire;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.ErrorCode;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * What a fuzzer does with any bytes: takes them for one direction of a stream, and holds
 * that only a {@link MalformedFrameException} comes out, that no more is allocated than
 * has come, that nothing is leaked, that it makes no difference how the bytes are cut,
 * and that what was read is read again when it is written.
 *
 * <p>
 * The first byte of the input chooses the role of the stream, the second how the rest is
 * cut.
 */
public final class FrameFuzz {

	private static final int CHOICES = 2;

	/** What decoding anything may cost, and what each byte may. */
	private static final long MOST_BYTES = 64 * 1024;

	private static final long MOST_PER_BYTE = 256;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private FrameFuzz() {
	}

	/**
	 * Tries one input.
	 * @param input any bytes
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		if (input.length < CHOICES) {
			return;
		}
		FuzzRole role = FuzzRole.of(input[0]);
		byte[] bytes = Arrays.copyOfRange(input, CHOICES, input.length);
		long most = MOST_BYTES + MOST_PER_BYTE * bytes.length;
		if (cost(role, bytes) > most) {
			// What is allocated once, as classes are loaded, is not what is looked for.
			long again = cost(role, bytes);
			if (again > most) {
				throw new AssertionError(again + " bytes are allocated for " + bytes.length);
			}
		}
		Result whole = read(role, bytes, Math.max(1, bytes.length));
		Result cut = read(role, bytes, Math.max(1, Byte.toUnsignedInt(input[1])));
		if (!whole.equals(cut)) {
			throw new AssertionError("read at once: " + whole + ", in pieces: " + cut);
		}
	}

	/**
	 * Inputs to begin with: the vectors of the protocol, in a stream where they belong.
	 */
	public static Map<String, byte[]> seeds() {
		Map<String, byte[]> seeds = new LinkedHashMap<>();
		for (WireVector vector : WireVector.all()) {
			byte[] bytes = vector.bytes();
			if (bytes.length > FrameReader.LENGTH_BYTES && bytes.length < FuzzRole.LIMITS.maxMessageSize()) {
				int type = bytes[FrameReader.LENGTH_BYTES];
				int role = FrameTypes.all().containsValue(type) ? FuzzRole.admitting(type).ordinal() : 0;
				byte[] seed = new byte[CHOICES + bytes.length];
				seed[0] = (byte) role;
				seed[1] = (byte) (1 + seeds.size() % 16);
				System.arraycopy(bytes, 0, seed, CHOICES, bytes.length);
				seeds.put(vector.name().replaceAll("[^A-Za-z0-9]+", "-"), seed);
			}
		}
		return seeds;
	}

	private static long cost(FuzzRole role, byte[] bytes) {
		FrameReader reader = new FrameReader(new CountingAllocator(), role.maxFrameLength());
		MessageFrames.Paths paths = new MessageFrames.Paths();
		ByteBuf in = Unpooled.wrappedBuffer(bytes);
		long before = THREADS.getCurrentThreadAllocatedBytes();
		try {
			reader.read(in, (type, body) -> role.decode(type, body, paths));
		}
		catch (MalformedFrameException ex) {
			// Counted all the same.
			in.skipBytes(in.readableBytes());
		}
		finally {
			reader.close();
		}
		return THREADS.getCurrentThreadAllocatedBytes() - before;
	}

	private static Result read(FuzzRole role, byte[] bytes, int piece) {
		CountingAllocator allocator = new CountingAllocator();
		FrameReader reader = new FrameReader(allocator, role.maxFrameLength());
		MessageFrames.Paths paths = new MessageFrames.Paths();
		List<Object> values = new ArrayList<>();
		@Nullable ErrorCode refused = null;
		int stated = 0;
		try {
			for (int start = 0; start < bytes.length; start += piece) {
				reader.read(Unpooled.wrappedBuffer(bytes, start, Math.min(piece, bytes.length - start)),
						(type, body) -> values.add(readTwice(role, type, body, paths)));
			}
			stated = reader.statedLength();
		}
		catch (MalformedFrameException ex) {
			refused = ex.code();
		}
		finally {
			reader.close();
		}
		// A buffer that grows is there twice while it is copied.
		if (allocator.most() > Math.min(64 + 4L * bytes.length, 64 + 2L * role.maxFrameLength())) {
			throw new AssertionError(allocator.most() + " bytes in buffers for " + bytes.length + " received");
		}
		if (allocator.held() != 0 || !allocator.unreleased().isEmpty()) {
			throw new AssertionError("a buffer was not released");
		}
		return new Result(values, refused, stated);
	}

	/** Reads a frame, writes it and reads it again. */
	private static Object readTwice(FuzzRole role, int type, ByteBuf body, MessageFrames.Paths paths) {
		DecodedFrame frame = role.decode(type, body, paths);
		ByteBuf out = Unpooled.buffer();
		try {
			frame.writer().accept(out);
			List<Object> again = new ArrayList<>();
			new FrameReader(new CountingAllocator(), Integer.MAX_VALUE).read(out, (writtenType, written) -> {
				if (writtenType != type) {
					throw new AssertionError("type " + type + " is written as " + writtenType);
				}
				again.add(role.decode(writtenType, written, new MessageFrames.Paths()).value());
			});
			if (!again.equals(List.of(frame.value()))) {
				throw new AssertionError("read " + frame.value() + ", written and read again " + again);
			}
		}
		catch (MalformedFrameException | IllegalArgumentException ex) {
			throw new AssertionError("cannot be written and read again: " + frame.value(), ex);
		}
		finally {
			out.release();
		}
		return frame.value();
	}

	/**
	 * What has come out of a stream.
	 *
	 * @param values the frames, in their order
	 * @param refused why the rest was refused, or null
	 * @param stated the length of the frame in which the bytes end
	 */
	private record Result(List<Object> values, @Nullable ErrorCode refused, int stated) {

	}

}

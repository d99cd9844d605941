package io.quictransport.internal.wire;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Spoiled bytes do nothing worse than to be refused (fault F1).
 */
class MutationTests {

	private static final int ROUNDS = 100_000;

	private static final int DIRECT_ROUNDS = 2_000;

	/** Far above what the small frames here need, far below the lengths they claim. */
	private static final long MOST_BYTES_PER_ROUND = 256 * 1024;

	private static final List<byte[]> FRAMES = WireVector.wellFormed().stream().map(WireVector::bytes).toList();

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private int refused;

	@Test
	void spoiledBytesAreRefusedInOneWayOnly() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		Mutator mutator = new Mutator(FRAMES, random);
		decodeAllOnce();
		for (int round = 0; round < ROUNDS; round++) {
			byte[] bytes = mutator.next();
			CountingAllocator allocator = new CountingAllocator();
			FrameReader reader = new FrameReader(allocator, VectorDecoder.LIMITS.maxFrameLength());
			long before = this.threads.getCurrentThreadAllocatedBytes();
			read(reader, bytes, random, seed, round);
			long allocated = this.threads.getCurrentThreadAllocatedBytes() - before;
			if (allocated > MOST_BYTES_PER_ROUND || allocator.most() > Math.max(64, 4L * bytes.length)) {
				fail("seed %d, round %d: %d bytes allocated, %d in buffers, for %d bytes received", seed, round,
						allocated, allocator.most(), bytes.length);
			}
			if (reader.isInsideFrame() || allocator.held() != 0 || !allocator.unreleased().isEmpty()) {
				fail("seed %d, round %d: a buffer was not released", seed, round);
			}
		}
		assertThat(this.refused).as("seed %d", seed).isBetween(ROUNDS / 4, ROUNDS - 1);
	}

	@Test
	void directBuffersAreReleasedWhateverComes() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		Mutator mutator = new Mutator(FRAMES, random);
		UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
		for (int round = 0; round < DIRECT_ROUNDS; round++) {
			read(new FrameReader(allocator, VectorDecoder.LIMITS.maxFrameLength()), mutator.next(), random, seed,
					round);
		}
		assertThat(allocator.metric().usedDirectMemory()).as("seed %d", seed).isZero();
		assertThat(allocator.metric().usedHeapMemory()).as("seed %d", seed).isZero();
	}

	private void read(FrameReader reader, byte[] bytes, Random random, long seed, int round) {
		try {
			int start = 0;
			while (start < bytes.length) {
				int length = Math.min(1 + random.nextInt(bytes.length), bytes.length - start);
				ByteBuf in = Unpooled.wrappedBuffer(bytes, start, length);
				reader.read(in, VectorDecoder::decode);
				start += length;
			}
		}
		catch (MalformedFrameException ex) {
			this.refused++;
		}
		catch (RuntimeException | Error ex) {
			fail("seed " + seed + ", round " + round + " let another exception escape", ex);
		}
		finally {
			reader.close();
		}
	}

	/**
	 * Loads the classes, whose loading would be counted otherwise.
	 */
	private void decodeAllOnce() {
		WireVector.wellFormed().forEach((vector) -> ReadFrame.single(vector.bytes()));
		this.threads.getCurrentThreadAllocatedBytes();
	}

}

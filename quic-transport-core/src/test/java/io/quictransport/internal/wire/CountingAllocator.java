package io.quictransport.internal.wire;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/**
 * Hands out plain heap buffers, knows each of them, and counts the bytes they take.
 */
final class CountingAllocator extends AbstractByteBufAllocator {

	private final List<ByteBuf> buffers = new ArrayList<>();

	private long held;

	private long most;

	@Override
	protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
		ByteBuf buffer = new CountedBuffer(initialCapacity, maxCapacity);
		this.buffers.add(buffer);
		return buffer;
	}

	@Override
	protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
		return newHeapBuffer(initialCapacity, maxCapacity);
	}

	@Override
	public boolean isDirectBufferPooled() {
		return false;
	}

	/**
	 * The most bytes that were held at a time.
	 */
	long most() {
		return this.most;
	}

	/**
	 * The bytes that are held now.
	 */
	long held() {
		return this.held;
	}

	/**
	 * The buffers that nobody has released.
	 */
	List<ByteBuf> unreleased() {
		return this.buffers.stream().filter((buffer) -> buffer.refCnt() != 0).toList();
	}

	private final class CountedBuffer extends UnpooledHeapByteBuf {

		CountedBuffer(int initialCapacity, int maxCapacity) {
			super(CountingAllocator.this, initialCapacity, maxCapacity);
		}

		@Override
		protected byte[] allocateArray(int initialCapacity) {
			CountingAllocator.this.held += initialCapacity;
			CountingAllocator.this.most = Math.max(CountingAllocator.this.most, CountingAllocator.this.held);
			return super.allocateArray(initialCapacity);
		}

		@Override
		protected void freeArray(byte[] array) {
			CountingAllocator.this.held -= array.length;
			super.freeArray(array);
		}

	}

}

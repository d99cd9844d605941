package io.quictransport.internal.messaging;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the one-way messages of a lane in the order of their sequences until they are
 * acknowledged, in a ring: any of them is found by its sequence without a search.
 * Confined to the event loop.
 */
final class SentEvents {

	private static final int FIRST = 16;

	private static final Call<?>[] NONE = {};

	/** The length is a power of two, or zero. */
	private @Nullable Call<?>[] ring = NONE;

	private int head;

	private int size;

	boolean isEmpty() {
		return this.size == 0;
	}

	/** Adds a message whose sequence is higher than all before. */
	void add(Call<?> event) {
		if (this.size == this.ring.length) {
			grow();
		}
		this.ring[(this.head + this.size++) & (this.ring.length - 1)] = event;
	}

	private void grow() {
		int length = this.ring.length;
		@Nullable Call<?>[] larger = Arrays.copyOfRange(this.ring, this.head, this.head + Math.max(FIRST, 2 * length));
		System.arraycopy(this.ring, 0, larger, length - this.head, this.head);
		this.ring = larger;
		this.head = 0;
	}

	/** The message with the lowest sequence, null if there is none. */
	@Nullable Call<?> peek() {
		return (this.size > 0) ? this.ring[this.head] : null;
	}

	/** Drops the message with the lowest sequence; there must be one. */
	void remove() {
		this.ring[this.head] = null;
		this.head = (this.head + 1) & (this.ring.length - 1);
		this.size--;
	}

	/** Finds a message by its sequence, null if there is none. */
	@Nullable Call<?> find(long sequence) {
		int low = 0;
		int high = this.size - 1;
		while (low <= high) {
			int middle = (low + high) >>> 1;
			Call<?> event = this.ring[(this.head + middle) & (this.ring.length - 1)];
			if (event == null || event.sequence() > sequence) {
				high = middle - 1;
			}
			else if (event.sequence() < sequence) {
				low = middle + 1;
			}
			else {
				return event;
			}
		}
		return null;
	}

}

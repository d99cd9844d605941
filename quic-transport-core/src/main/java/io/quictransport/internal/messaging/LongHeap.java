package io.quictransport.internal.messaging;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Returns numbers from the lowest upwards. Adding a number that is higher than all
 * before, as message ids mostly are, is a single write; taking the lowest costs the
 * logarithm of the size. Confined to the event loop.
 */
final class LongHeap {

	private static final int FIRST = 16;

	private static final long[] NONE = {};

	private long[] heap = NONE;

	private int size;

	int size() {
		return this.size;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	void add(long number) {
		if (this.size == this.heap.length) {
			this.heap = Arrays.copyOf(this.heap, Math.max(FIRST, 2 * this.size));
		}
		int at = this.size++;
		while (at > 0) {
			int parent = (at - 1) / 2;
			if (this.heap[parent] <= number) {
				break;
			}
			this.heap[at] = this.heap[parent];
			at = parent;
		}
		this.heap[at] = number;
	}

	/** The lowest number; there must be one. */
	long peek() {
		return this.heap[0];
	}

	/** Takes the lowest number; there must be one. */
	long poll() {
		long lowest = this.heap[0];
		long moved = this.heap[--this.size];
		int at = 0;
		int child = 1;
		while (child < this.size) {
			if (child + 1 < this.size && this.heap[child + 1] < this.heap[child]) {
				child++;
			}
			if (moved <= this.heap[child]) {
				break;
			}
			this.heap[at] = this.heap[child];
			at = child;
			child = 2 * at + 1;
		}
		this.heap[at] = moved;
		return lowest;
	}

	/** Drops all numbers that do not match. */
	void retain(LongPredicate wanted) {
		long[] all = this.heap;
		int count = this.size;
		this.heap = new long[Math.max(FIRST, Integer.highestOneBit(count))];
		this.size = 0;
		for (int i = 0; i < count; i++) {
			if (wanted.test(all[i])) {
				add(all[i]);
			}
		}
	}

}

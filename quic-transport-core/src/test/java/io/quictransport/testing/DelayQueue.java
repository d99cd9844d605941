package io.quictransport.testing;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Keeps the packets that a relay holds back, the next one due first; packets due at the
 * same time keep their order. Used on the relay's thread only.
 */
final class DelayQueue {

	private final Queue<Delayed> queue = new PriorityQueue<>(
			Comparator.comparingLong(Delayed::dueNanos).thenComparingLong(Delayed::order));

	private final long startNanos = System.nanoTime();

	private long order;

	/**
	 * Holds a copy back.
	 * @param path where it goes
	 * @param copy what and how long
	 * @param arrivedNanos when that time began, by {@link #now()}
	 */
	void add(RelayPath path, Fate.Copy copy, long arrivedNanos) {
		this.queue.add(new Delayed(arrivedNanos + copy.delayNanos(), this.order++, path, copy.packet()));
	}

	/**
	 * Delivers what is due.
	 * @return how many nanoseconds to wait for the next one, 0 if there is none
	 */
	long deliverDue() {
		for (Delayed next = this.queue.peek(); next != null; next = this.queue.peek()) {
			long waitNanos = next.dueNanos() - now();
			if (waitNanos > 0) {
				return waitNanos;
			}
			this.queue.remove();
			next.path().deliver(next.packet());
		}
		return 0;
	}

	/** Nanoseconds since the queue was made. */
	long now() {
		return System.nanoTime() - this.startNanos;
	}

	/**
	 * One packet that is held back.
	 *
	 * @param dueNanos when to deliver it
	 * @param order breaks ties
	 * @param path where it goes
	 * @param packet its bytes
	 */
	private record Delayed(long dueNanos, long order, RelayPath path, ByteBuffer packet) {
	}

}

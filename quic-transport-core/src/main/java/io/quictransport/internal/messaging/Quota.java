package io.quictransport.internal.messaging;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds messages and their bytes. Taken and given back by any thread, each time by one
 * atomic operation on both.
 */
final class Quota {

	/** The largest countable number of messages, for bounds on bytes alone. */
	static final int UNCOUNTED = 10_000_000;

	private static final int BYTE_BITS = 40;

	private static final long ONE_MESSAGE = 1L << BYTE_BITS;

	private static final long BYTES = ONE_MESSAGE - 1;

	private final int mostMessages;

	private final long mostBytes;

	/** The messages above the lowest {@link #BYTE_BITS} bits, which hold the bytes. */
	private final AtomicLong taken = new AtomicLong();

	Quota(int mostMessages, long mostBytes) {
		this.mostMessages = mostMessages;
		this.mostBytes = mostBytes;
	}

	/** Takes one message of this size; a single one is always let through. */
	boolean take(int size) {
		long after = this.taken.addAndGet(ONE_MESSAGE + size);
		if (messages(after) > this.mostMessages || (bytes(after) > this.mostBytes && messages(after) > 1)) {
			giveBack(size);
			return false;
		}
		return true;
	}

	/** Gives one message back; returns the number left. */
	int giveBack(int size) {
		return messages(this.taken.addAndGet(-ONE_MESSAGE - size));
	}

	int messages() {
		return messages(this.taken.get());
	}

	long bytes() {
		return bytes(this.taken.get());
	}

	private static int messages(long taken) {
		return (int) (taken >>> BYTE_BITS);
	}

	private static long bytes(long taken) {
		return taken & BYTES;
	}

	@Override
	public String toString() {
		long now = this.taken.get();
		String weighed = bytes(now) + " of " + this.mostBytes + " bytes";
		return (this.mostMessages == UNCOUNTED) ? weighed
				: messages(now) + " of " + this.mostMessages + " messages and " + weighed;
	}

}

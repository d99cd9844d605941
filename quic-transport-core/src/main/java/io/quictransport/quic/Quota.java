package io.quictransport.quic;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bound on messages and on their bytes. Taken and given back by any thread.
 */
final class Quota {

	private final int mostMessages;

	private final long mostBytes;

	private final AtomicInteger messages = new AtomicInteger();

	private final AtomicLong bytes = new AtomicLong();

	Quota(int mostMessages, long mostBytes) {
		this.mostMessages = mostMessages;
		this.mostBytes = mostBytes;
	}

	/** Takes one message of so many bytes; a single one is always let through. */
	boolean take(int size) {
		int count = this.messages.incrementAndGet();
		if (count > this.mostMessages) {
			this.messages.decrementAndGet();
			return false;
		}
		if (this.bytes.addAndGet(size) > this.mostBytes && count > 1) {
			giveBack(size);
			return false;
		}
		return true;
	}

	void giveBack(int size) {
		this.bytes.addAndGet(-size);
		this.messages.decrementAndGet();
	}

	int messages() {
		return this.messages.get();
	}

	@Override
	public String toString() {
		return this.messages + " of " + this.mostMessages + " messages and " + this.bytes + " of " + this.mostBytes
				+ " bytes";
	}

}

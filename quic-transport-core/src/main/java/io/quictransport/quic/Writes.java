package io.quictransport.quic;

/**
 * Counts the bursts of frames that connections have written. Confined to the event loop.
 */
final class Writes {

	private long count;

	void add() {
		this.count++;
	}

	long count() {
		return this.count;
	}

}

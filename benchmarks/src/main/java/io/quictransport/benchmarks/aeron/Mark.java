package io.quictransport.benchmarks.aeron;

/**
 * Names what stands in the first byte of each message.
 */
final class Mark {

	/** The channel on which the client wants its answers. */
	static final byte GREETING = 0;

	/** A payload that is to come back; also what came back. */
	static final byte ECHO = 1;

	/** A payload that is to be acknowledged. */
	static final byte ONE_WAY = 2;

	/** How many one-way messages have arrived in all, modulo 2^32. */
	static final byte ARRIVED = 3;

	static final int LENGTH = 1;

	private Mark() {
	}

}

package io.quictransport.internal.messaging;

import io.quictransport.internal.loop.RateLimit;

/**
 * Limits the log lines about handlers that fail for one peer: the reason may be what the
 * peer sends, and a stack trace costs more than a message does. Thread-safe.
 */
final class FailureLog {

	/** The lines a minute; as many at once. */
	static final int MOST_LINES = 60;

	/** Guarded by this, like the next field. */
	private final RateLimit lines;

	private long unlogged;

	FailureLog(long now) {
		this.lines = RateLimit.perMinute(MOST_LINES, now);
	}

	/**
	 * A handler has failed.
	 * @param now the time
	 * @return the number of failures that a line logged now stands for, 0 if none is to
	 * be logged
	 */
	synchronized long next(long now) {
		this.unlogged++;
		if (!this.lines.take(now)) {
			return 0;
		}
		long count = this.unlogged;
		this.unlogged = 0;
		return count;
	}

}

package io.quictransport.internal.messaging;

import io.quictransport.PeerId;
import io.quictransport.internal.loop.RateLimit;

/**
 * Limits the log lines about handlers that fail for a peer, whatever becomes of its
 * connections: the reason may be what the peer sends, and a stack trace costs more than a
 * message does. Thread-safe.
 */
final class FailureLog {

	/** The lines a minute for each peer; as many at once. */
	static final int MOST_LINES = 60;

	private final RateLimit.OfPeers lines = new RateLimit.OfPeers(MOST_LINES);

	/**
	 * A handler has failed.
	 * @param peer the peer that it has worked for
	 * @param now the time
	 * @return the number of failures that a line logged now stands for, 0 if none is to
	 * be logged
	 */
	long next(PeerId peer, long now) {
		return this.lines.next(peer.value(), now);
	}

}

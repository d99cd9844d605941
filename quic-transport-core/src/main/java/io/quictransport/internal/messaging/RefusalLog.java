package io.quictransport.internal.messaging;

import io.quictransport.PeerId;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.text.Log;

/**
 * Logs that a peer is refused for exceeding its share, once a minute at most for each
 * peer, whatever becomes of its connections: refused work costs its sender little, and
 * must not cost more here. Thread-safe.
 */
final class RefusalLog {

	private static final Log logger = Log.of(RefusalLog.class);

	private final RateLimit.OfPeers lines = new RateLimit.OfPeers(1);

	void refused(PeerId peer, String why, long now) {
		long count = this.lines.next(peer.value(), now);
		if (count > 0) {
			logger.warn("event=peer_refused peer={} count={} reason=\"{}\"", peer, count, why);
		}
	}

}

package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;

import io.quictransport.PeerId;
import io.quictransport.internal.text.Log;

/**
 * Logs that a peer is refused for exceeding its share, once a minute at most: refused
 * work costs its sender little, and must not cost more here. Confined to the event loop.
 */
final class RefusalLog {

	private static final Log logger = Log.of(RefusalLog.class);

	private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final PeerId peer;

	private long count;

	private long loggedAt;

	/** The count when it was last logged. */
	private long logged;

	RefusalLog(PeerId peer) {
		this.peer = peer;
	}

	void refused(String why, long now) {
		this.count++;
		if (this.logged == 0 || now - this.loggedAt > PAUSE_NANOS) {
			logger.warn("event=peer_refused peer={} count={} reason=\"{}\"", this.peer, this.count - this.logged, why);
			this.logged = this.count;
			this.loggedAt = now;
		}
	}

}

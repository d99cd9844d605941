package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Watches the streams of a connection that have stopped inside a frame. A peer that takes
 * too long to send the rest, while other things come from it, keeps what it has sent in
 * this node's memory and loses the stream for it. Confined to the event loop.
 */
final class PartialFrames {

	/** A large frame has as long as this rate takes, in bytes per second. */
	private static final long SLOWEST_RATE = 16 * 1024;

	private final long timeout;

	private final Set<StreamHandler> stopped = new LinkedHashSet<>();

	PartialFrames(Duration timeout) {
		this.timeout = timeout.toNanos();
	}

	void add(StreamHandler handler) {
		this.stopped.add(handler);
	}

	void remove(StreamHandler handler) {
		this.stopped.remove(handler);
	}

	/** How often to look. */
	long checkInterval() {
		return this.timeout / 4;
	}

	/** Nothing at all came for a while, so nobody is to blame. */
	void silenceEnded(long now) {
		this.stopped.forEach((handler) -> handler.forgive(now));
	}

	void check(long now) {
		if (this.stopped.isEmpty()) {
			return;
		}
		for (StreamHandler handler : List.copyOf(this.stopped)) {
			long allowed = this.timeout + TimeUnit.SECONDS.toNanos(handler.frameLength()) / SLOWEST_RATE;
			if (now - handler.stoppedSince() > allowed) {
				handler.tooSlow(TimeUnit.NANOSECONDS.toMillis(allowed));
			}
		}
	}

}

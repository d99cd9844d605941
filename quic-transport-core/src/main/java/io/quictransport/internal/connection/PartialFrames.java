package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Watches the streams of a connection that have stopped inside a frame. A peer that takes
 * too long to send the rest, while other data arrives from it, occupies this node's
 * memory and loses the stream. Confined to the event loop.
 */
final class PartialFrames {

	/** A large frame may take as long as this rate allows, in bytes per second. */
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

	/** How often to check. */
	long checkInterval() {
		return this.timeout / 4;
	}

	/** The whole connection was silent for a while, so no stream is to blame. */
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

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

	private final Set<Stream> stopped = new LinkedHashSet<>();

	PartialFrames(Duration timeout) {
		this.timeout = timeout.toNanos();
	}

	void add(Stream stream) {
		this.stopped.add(stream);
	}

	void remove(Stream stream) {
		this.stopped.remove(stream);
	}

	/** How often to check. */
	long checkInterval() {
		return this.timeout / 4;
	}

	/** The whole connection was silent for a while, so no stream is to blame. */
	void silenceEnded(long now) {
		this.stopped.forEach((stream) -> stream.forgive(now));
	}

	void check(long now) {
		if (this.stopped.isEmpty()) {
			return;
		}
		for (Stream stream : List.copyOf(this.stopped)) {
			long allowed = this.timeout + TimeUnit.SECONDS.toNanos(stream.frameLength()) / SLOWEST_RATE;
			if (now - stream.stoppedSince() > allowed) {
				stream.tooSlow(TimeUnit.NANOSECONDS.toMillis(allowed));
			}
		}
	}

	/** Represents a stream that has stopped inside a frame. */
	interface Stream {

		/** When it stopped. */
		long stoppedSince();

		/** The length that the frame states, 0 if it is not known yet. */
		int frameLength();

		/** The whole connection was silent: the time begins again. */
		void forgive(long now);

		/** The rest of the frame has not come within this number of milliseconds. */
		void tooSlow(long millis);

	}

}

package io.quictransport.internal.messaging;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import org.jspecify.annotations.Nullable;

/**
 * Tracks since when the oldest message of an event loop has waited for a stream. Messages
 * that are sent at once cost nothing here: the queues are polled once a second, and only
 * while something waits in them. Confined to the event loop, except for the result.
 */
final class WaitWatch {

	static final long POLL_MILLIS = 1000;

	private final LongSupplier clock;

	private final LoopTimer timer;

	/** Those in which something waited when they were polled last, or has since. */
	private final Set<Queue> queues = new LinkedHashSet<>();

	/** As of the last poll, null if nothing waited. */
	private volatile @Nullable Long oldest;

	WaitWatch(LoopTasks loop, LongSupplier clock) {
		this.clock = clock;
		this.timer = new LoopTimer(loop, this::poll);
	}

	/** Something waits in a queue. */
	void waits(Queue queue) {
		if (this.queues.add(queue) && !this.timer.isSet()) {
			this.timer.setMillis(POLL_MILLIS);
		}
	}

	private void poll() {
		Long found = null;
		Iterator<Queue> all = this.queues.iterator();
		while (all.hasNext()) {
			Long since = all.next().waitsSince();
			if (since == null) {
				all.remove();
			}
			else if (found == null || since - found < 0) {
				found = since;
			}
		}
		this.oldest = found;
		if (found != null) {
			this.timer.setMillis(POLL_MILLIS);
		}
	}

	/** How long the oldest message has waited, zero if none does; on any thread. */
	Duration longest() {
		Long since = this.oldest;
		return (since != null) ? Duration.ofNanos(Math.max(0, this.clock.getAsLong() - since)) : Duration.ZERO;
	}

	/** Represents the messages to one peer. */
	interface Queue {

		/** When the oldest message that waits was made, null if none waits. */
		@Nullable Long waitsSince();

	}

}

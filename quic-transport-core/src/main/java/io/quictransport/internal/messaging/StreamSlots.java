package io.quictransport.internal.messaging;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Limits the number of open streams of one kind; the others wait for their turn, in their
 * order. Confined to the event loop.
 *
 * @param <R> the type of the occupants
 */
final class StreamSlots<R extends StreamSlots.Occupant> {

	private final int most;

	private final LongAdder waitingStreams;

	private final Consumer<R> opener;

	private final Set<R> open = new HashSet<>();

	private final Set<R> waiting = new LinkedHashSet<>();

	/** Whether those that wait are being let in, any of which may leave at once. */
	private boolean filling;

	/**
	 * Makes slots that are all free.
	 * @param most the most streams that may be open
	 * @param waitingStreams counts those that wait
	 * @param opener opens the stream of an occupant whose turn has come
	 */
	StreamSlots(int most, LongAdder waitingStreams, Consumer<R> opener) {
		this.most = most;
		this.waitingStreams = waitingStreams;
		this.opener = opener;
	}

	/** Takes a slot, once there is one. */
	void enter(R occupant) {
		if (this.open.size() < this.most && this.waiting.isEmpty()) {
			begin(occupant);
		}
		else {
			this.waiting.add(occupant);
			this.waitingStreams.increment();
		}
	}

	private void begin(R occupant) {
		this.open.add(occupant);
		boolean begun = false;
		try {
			this.opener.accept(occupant);
			begun = true;
		}
		finally {
			if (!begun) {
				this.open.remove(occupant);
			}
		}
	}

	/** A stream is closed, or will never be opened. */
	void leave(R occupant) {
		if (!this.open.remove(occupant) || this.filling) {
			return;
		}
		this.filling = true;
		try {
			fill();
		}
		finally {
			this.filling = false;
		}
	}

	private void fill() {
		while (this.open.size() < this.most) {
			R next = poll();
			if (next == null) {
				return;
			}
			if (!next.isGivenUp()) {
				begin(next);
			}
		}
	}

	private @Nullable R poll() {
		Iterator<R> all = this.waiting.iterator();
		R next = all.hasNext() ? all.next() : null;
		if (next != null) {
			giveUp(next);
		}
		return next;
	}

	/** The stream is no longer wanted: if it has not begun, it leaves the queue. */
	void giveUp(R occupant) {
		if (this.waiting.remove(occupant)) {
			this.waitingStreams.decrement();
		}
	}

	/** No more streams will be opened. */
	void close() {
		this.waitingStreams.add(-this.waiting.size());
		this.waiting.clear();
	}

	/** The number that wait for their turn. */
	int waiting() {
		return this.waiting.size();
	}

	Collection<R> open() {
		return Collections.unmodifiableCollection(this.open);
	}

	/**
	 * Takes a slot, or waits for one.
	 */
	interface Occupant {

		/** Whether the stream that it waits for is no longer wanted. */
		boolean isGivenUp();

	}

}

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
 * Lets a limited number of streams of one kind be open at a time; the others wait for
 * their turn, in their order. Confined to the event loop.
 *
 * @param <R> what has a stream of its own
 */
final class StreamSlots<R extends StreamOccupant> {

	private final int most;

	private final LongAdder waitingStreams;

	private final Consumer<R> opener;

	private final Set<R> open = new HashSet<>();

	private final Set<R> waiting = new LinkedHashSet<>();

	/**
	 * Makes slots that are all free.
	 * @param most how many may be open
	 * @param waitingStreams counts those that wait
	 * @param opener opens the stream of one whose turn has come
	 */
	StreamSlots(int most, LongAdder waitingStreams, Consumer<R> opener) {
		this.most = most;
		this.waitingStreams = waitingStreams;
		this.opener = opener;
	}

	/** Takes a slot, when there is one. */
	void enter(R occupant) {
		if (this.open.size() < this.most) {
			begin(occupant);
		}
		else {
			this.waiting.add(occupant);
			this.waitingStreams.increment();
		}
	}

	private void begin(R occupant) {
		this.open.add(occupant);
		this.opener.accept(occupant);
	}

	/** A stream is gone, or will never be opened. */
	void leave(R occupant) {
		if (!this.open.remove(occupant)) {
			return;
		}
		R next = poll();
		while (next != null && next.isGivenUp()) {
			next = poll();
		}
		if (next != null) {
			begin(next);
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

	/**
	 * Nobody wants the stream any more: what has not begun does not wait for its turn.
	 */
	void giveUp(R occupant) {
		if (this.waiting.remove(occupant)) {
			this.waitingStreams.decrement();
		}
	}

	/** Nothing will be opened any more. */
	void close() {
		this.waitingStreams.add(-this.waiting.size());
		this.waiting.clear();
	}

	Collection<R> open() {
		return Collections.unmodifiableCollection(this.open);
	}

}

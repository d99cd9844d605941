package io.quictransport.quic;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Lets only so many streams of one kind be open at a time; the others wait for their
 * turn, in their order. Confined to the event loop.
 *
 * @param <R> what has a stream of its own
 */
final class StreamSlots<R extends StreamSlots.Occupant> {

	private final int most;

	private final LongAdder waitingStreams;

	private final Consumer<R> opener;

	private final Set<R> open = new HashSet<>();

	private final Queue<R> waiting = new ArrayDeque<>(1);

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
		R next = this.waiting.poll();
		if (next != null) {
			this.waitingStreams.decrement();
		}
		return next;
	}

	/** Nothing will be opened any more. */
	void close() {
		this.waitingStreams.add(-this.waiting.size());
		this.waiting.clear();
	}

	Collection<R> open() {
		return Collections.unmodifiableCollection(this.open);
	}

	/**
	 * What has a stream of its own.
	 */
	interface Occupant {

		/** Whether nobody wants the stream any more that it waits for. */
		boolean isGivenUp();

	}

}

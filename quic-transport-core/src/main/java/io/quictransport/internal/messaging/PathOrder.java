package io.quictransport.internal.messaging;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the one-way messages of one path to one peer in order: as long as one is
 * unacknowledged, the next may only follow it on the same carrier; otherwise it waits.
 * Confined to the event loop.
 */
final class PathOrder {

	private final String path;

	private final Deque<Call<?>> waiting = new ArrayDeque<>();

	private @Nullable Carrier carrier;

	private int outstanding;

	PathOrder(String path) {
		this.path = path;
	}

	String path() {
		return this.path;
	}

	/** The carrier that must carry the next message, null for any. */
	@Nullable Carrier carrier() {
		return (this.outstanding > 0) ? this.carrier : null;
	}

	void sent(Carrier on) {
		this.carrier = on;
		this.outstanding++;
	}

	void resolved() {
		this.outstanding--;
		if (this.outstanding == 0) {
			this.carrier = null;
		}
	}

	Deque<Call<?>> waiting() {
		return this.waiting;
	}

	boolean isIdle() {
		return this.outstanding == 0 && this.waiting.isEmpty();
	}

}

package io.quictransport.internal.messaging;

import java.util.HashSet;
import java.util.Set;

import io.quictransport.internal.wire.Settled;

/**
 * Which one-way messages of one path a peer has sent before. They come in the order of
 * their ids, so the highest admitted one tells all duplicates, but for those that were
 * refused. Confined to the event loop.
 */
final class PathMemory {

	private final Set<Long> refused = new HashSet<>();

	private long highestAdmitted;

	boolean wasAdmitted(long id) {
		return id <= this.highestAdmitted && !wasRefused(id);
	}

	boolean wasRefused(long id) {
		return !this.refused.isEmpty() && this.refused.contains(id);
	}

	/** Whether all that it remembers has a lower id than this. */
	boolean isBelow(long id) {
		return this.highestAdmitted < id && this.refused.isEmpty();
	}

	void admitted(long id) {
		this.highestAdmitted = Math.max(this.highestAdmitted, id);
	}

	void refused(long id) {
		this.refused.add(id);
	}

	/** The sender has resolved these, and will not send them again. */
	void forget(Settled settled) {
		if (!this.refused.isEmpty()) {
			this.refused.removeIf((known) -> known < settled.lowest());
			for (long id : settled.above()) {
				this.refused.remove(id);
			}
		}
	}

}

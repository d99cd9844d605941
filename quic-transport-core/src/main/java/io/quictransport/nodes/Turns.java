package io.quictransport.nodes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tracks whose turn it is among the nodes of a target. Peers decide which services there
 * are, so what is remembered of them is bounded: beyond the bound all begin again. May be
 * used from any thread.
 */
final class Turns {

	static final int MOST_TARGETS = 1024;

	private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();

	/** The index of the node to ask first. */
	int next(String target, int nodes) {
		if (this.taken.size() >= MOST_TARGETS && !this.taken.containsKey(target)) {
			this.taken.clear();
		}
		return Math.floorMod(this.taken.computeIfAbsent(target, (name) -> new AtomicInteger()).getAndIncrement(),
				nodes);
	}

	int remembered() {
		return this.taken.size();
	}

}

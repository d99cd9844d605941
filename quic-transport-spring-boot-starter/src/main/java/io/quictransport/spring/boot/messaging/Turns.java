package io.quictransport.spring.boot.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whose turn it is among the nodes of a service. Peers decide which services there are,
 * so what is remembered of them is bounded: beyond the bound all begin anew. May be used
 * from any thread.
 */
final class Turns {

	static final int MOST_SERVICES = 1024;

	private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();

	/** The index of the node to ask first. */
	int next(String service, int nodes) {
		if (this.taken.size() >= MOST_SERVICES && !this.taken.containsKey(service)) {
			this.taken.clear();
		}
		return Math.floorMod(this.taken.computeIfAbsent(service, (name) -> new AtomicInteger()).getAndIncrement(),
				nodes);
	}

	int remembered() {
		return this.taken.size();
	}

}

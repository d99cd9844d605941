package io.quictransport.internal.messaging;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tracks the paths on which a later message was already admitted: if a sender has given
 * up a message that arrives late by another way, it must not be handled after the later
 * one. This is needed only while a lower id is missing, which is rare and short, and for
 * a bounded number of paths; late messages beyond the bound are treated as overtaken.
 * Confined to the event loop.
 */
final class LatestOfPaths {

	static final int PATHS = 1024;

	/** The highest admitted id of each path, mostly ascending. */
	private final Map<String, Long> latest = new LinkedHashMap<>();

	/**
	 * Up to this id, later messages may have been admitted of paths that are no longer
	 * tracked.
	 */
	private long floor = -1;

	/** Whether a later message of the path was admitted; the message was not. */
	boolean isOvertaken(String path, long id) {
		if (this.latest.isEmpty()) {
			return id <= this.floor;
		}
		Long known = this.latest.get(path);
		return (known != null) ? id < known : id <= this.floor;
	}

	/**
	 * A message is admitted.
	 * @param path its path
	 * @param id its id
	 * @param missing the lowest id that may still come
	 */
	void admitted(String path, long id, long missing) {
		if (!this.latest.isEmpty()) {
			this.latest.remove(path);
			dropBelow(missing);
		}
		if (id < missing) {
			return;
		}
		this.latest.put(path, id);
		if (this.latest.size() > PATHS) {
			Iterator<Long> eldest = this.latest.values().iterator();
			this.floor = Math.max(this.floor, eldest.next());
			eldest.remove();
		}
	}

	/** These can no longer overtake anything; each is dropped once. */
	private void dropBelow(long missing) {
		Iterator<Long> eldest = this.latest.values().iterator();
		while (eldest.hasNext() && eldest.next() < missing) {
			eldest.remove();
		}
	}

	int count() {
		return this.latest.size();
	}

}

package io.quictransport.internal.messaging;

import java.util.Map;
import java.util.TreeMap;

/**
 * Remembers message ids as ranges. A sender assigns its ids consecutively, so the ids
 * received form one range and some small ones at its end, where messages overtake each
 * other. These are kept in arrays; only older ranges that are still fragmented are in a
 * tree. Confined to the event loop.
 */
final class IdRanges {

	/** The number of the highest ranges that are kept in the arrays. */
	private static final int HIGHEST = 16;

	private static final long[] NONE = {};

	/** First id to last id of each range that lies below those in the arrays. */
	private final TreeMap<Long, Long> older = new TreeMap<>();

	/** The first ids of the highest ranges, ascending. */
	private long[] first = NONE;

	/** Their last ids. */
	private long[] last = NONE;

	private int highest;

	boolean isEmpty() {
		return this.highest == 0;
	}

	/** The number of ranges. */
	int count() {
		return this.older.size() + this.highest;
	}

	boolean contains(long id) {
		for (int i = this.highest - 1; i >= 0; i--) {
			if (id > this.last[i]) {
				return false;
			}
			if (id >= this.first[i]) {
				return true;
			}
		}
		if (this.older.isEmpty()) {
			return false;
		}
		Map.Entry<Long, Long> below = this.older.floorEntry(id);
		return below != null && id <= below.getValue();
	}

	/** The lowest id, from a given one upwards, that is not in the set. */
	long firstMissing(long from) {
		if (this.highest == 0) {
			return from;
		}
		long begin = this.older.isEmpty() ? this.first[0] : this.older.firstKey();
		if (begin > from) {
			return from;
		}
		return (this.older.isEmpty() ? this.last[0] : this.older.firstEntry().getValue()) + 1;
	}

	/** Whether an id can be added without a further range. */
	boolean adjoins(long id) {
		return contains(id) || contains(id - 1) || contains(id + 1);
	}

	/** Whether an id has neighbours on both sides, so that removing it adds a range. */
	boolean isInside(long id) {
		return contains(id - 1) && contains(id + 1);
	}

	void add(long id) {
		int at = this.highest - 1;
		while (at >= 0 && id < this.first[at]) {
			at--;
		}
		// The range at this index, if there is one, begins at or below the id.
		if (at >= 0 && id <= this.last[at]) {
			return;
		}
		boolean behind = at >= 0 && id == this.last[at] + 1;
		boolean before = at + 1 < this.highest && id == this.first[at + 1] - 1;
		if (behind && before) {
			this.last[at] = this.last[at + 1];
			removeHighest(at + 1);
		}
		else if (behind) {
			this.last[at] = id;
		}
		else if (before) {
			this.first[at + 1] = id;
			if (at < 0) {
				joinOlder();
			}
		}
		else if (at < 0 && (this.highest == HIGHEST || !this.older.isEmpty())) {
			addOlder(id);
		}
		else {
			insertHighest(at + 1, id);
		}
	}

	/** The lowest range of the arrays may now meet the highest of the tree. */
	private void joinOlder() {
		Map.Entry<Long, Long> below = this.older.lastEntry();
		if (below != null && below.getValue() == this.first[0] - 1) {
			this.first[0] = below.getKey();
			this.older.remove(below.getKey());
		}
	}

	private void addOlder(long id) {
		Map.Entry<Long, Long> below = this.older.floorEntry(id);
		if (below != null && id <= below.getValue()) {
			return;
		}
		Long from = id;
		Long to = this.older.remove(id + 1);
		if (below != null && below.getValue() == id - 1) {
			from = below.getKey();
		}
		this.older.put(from, (to != null) ? to : Long.valueOf(id));
	}

	private void insertHighest(int at, long id) {
		int place = at;
		if (this.highest == HIGHEST) {
			// Never all: the ranges in the tree lie below those in the arrays.
			int moved = Math.min(HIGHEST / 2, place);
			for (int i = 0; i < moved; i++) {
				this.older.put(this.first[i], this.last[i]);
			}
			dropHighest(moved);
			place -= moved;
		}
		if (this.first.length == 0) {
			this.first = new long[HIGHEST];
			this.last = new long[HIGHEST];
		}
		System.arraycopy(this.first, place, this.first, place + 1, this.highest - place);
		System.arraycopy(this.last, place, this.last, place + 1, this.highest - place);
		this.first[place] = id;
		this.last[place] = id;
		this.highest++;
	}

	private void dropHighest(int count) {
		this.highest -= count;
		System.arraycopy(this.first, count, this.first, 0, this.highest);
		System.arraycopy(this.last, count, this.last, 0, this.highest);
	}

	private void removeHighest(int at) {
		this.highest--;
		System.arraycopy(this.first, at + 1, this.first, at, this.highest - at);
		System.arraycopy(this.last, at + 1, this.last, at, this.highest - at);
	}

	/** Removes an id, which may add a range. */
	void remove(long id) {
		for (int i = this.highest - 1; i >= 0; i--) {
			if (id > this.last[i]) {
				return;
			}
			if (id >= this.first[i]) {
				removeFrom(i, id);
				return;
			}
		}
		Map.Entry<Long, Long> below = this.older.floorEntry(id);
		if (below != null && id <= below.getValue()) {
			long from = below.getKey();
			long to = below.getValue();
			this.older.remove(from);
			if (from < id) {
				this.older.put(from, id - 1);
			}
			if (id < to) {
				this.older.put(id + 1, to);
			}
		}
	}

	private void removeFrom(int at, long id) {
		long to = this.last[at];
		if (this.first[at] == to) {
			removeHighest(at);
			if (this.highest == 0) {
				raiseOlder();
			}
		}
		else if (id == this.first[at]) {
			this.first[at]++;
		}
		else {
			this.last[at] = id - 1;
			if (id < to) {
				insertHighest(at + 1, id + 1);
				int parted = indexOf(id + 1);
				this.last[parted] = to;
			}
		}
	}

	private int indexOf(long id) {
		int at = this.highest - 1;
		while (this.first[at] != id) {
			at--;
		}
		return at;
	}

	/** The arrays are never empty while the tree is not. */
	private void raiseOlder() {
		Map.Entry<Long, Long> below = this.older.pollLastEntry();
		if (below != null) {
			this.first[0] = below.getKey();
			this.last[0] = below.getValue();
			this.highest = 1;
		}
	}

	/** Forgets all ids below a given one: each range is dropped once in its life. */
	void dropBelow(long lowest) {
		while (!this.older.isEmpty() && this.older.firstEntry().getValue() < lowest) {
			this.older.pollFirstEntry();
		}
		if (!this.older.isEmpty()) {
			long from = this.older.firstKey();
			if (from < lowest) {
				this.older.put(lowest, this.older.remove(from));
			}
			return;
		}
		int dropped = 0;
		while (dropped < this.highest && this.last[dropped] < lowest) {
			dropped++;
		}
		if (dropped > 0) {
			dropHighest(dropped);
		}
		if (this.highest > 0 && this.first[0] < lowest) {
			this.first[0] = lowest;
		}
	}

}

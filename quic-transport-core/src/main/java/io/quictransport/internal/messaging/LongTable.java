package io.quictransport.internal.messaging;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Maps message ids to values, at a cost of two or three memory accesses per message. Ids
 * are consecutive nearly without gaps, and such ids, multiplied by the golden ratio,
 * spread widely: an entry is nearly always in the slot that its id selects. Otherwise it
 * is in a later slot, in the run of entries without a gap (linear probing); only while
 * such entries exist must a removal look for one to move up. A peer that chooses its ids
 * cannot predict which of them collide. Peers that never sent a message have no table.
 *
 * @param <T> the type of the values
 */
final class LongTable<T> {

	/** 2^64 divided by the golden ratio, odd. */
	private static final long GOLDEN = 0x9E3779B97F4A7C15L;

	/** Keeps peers that know the above from choosing ids that collide. */
	private static final long SECRET = new SecureRandom().nextLong();

	private static final int FIRST_BITS = 4;

	private static final Object[] NONE = {};

	private static final long[] NO_IDS = {};

	/**
	 * The length is a power of two, at most half of it in use; empty until the first
	 * entry.
	 */
	private long[] ids = NO_IDS;

	/** Null where there is no entry. */
	private @Nullable Object[] values = NONE;

	private int bits = FIRST_BITS;

	/** Makes the places of the values. */
	private final IntFunction<@Nullable Object[]> places;

	private int size;

	/** The number of entries that are not in the slot that their id selects. */
	private int displaced;

	LongTable() {
		this((length) -> new @Nullable Object[length]);
	}

	/** Has its arrays made by a test. */
	LongTable(IntFunction<@Nullable Object[]> places) {
		this.places = places;
	}

	/**
	 * Adds an entry.
	 * @param id an id that is not in the table
	 * @param value the value
	 */
	void put(long id, T value) {
		if (this.size * 2 >= this.ids.length) {
			grow();
		}
		add(id, value);
		this.size++;
	}

	private void add(long id, Object value) {
		int home = home(id);
		int slot = home;
		while (this.values[slot] != null) {
			slot = next(slot);
		}
		this.ids[slot] = id;
		this.values[slot] = value;
		if (slot != home) {
			this.displaced++;
		}
	}

	@Nullable T get(long id) {
		int slot = find(id);
		return (slot < 0) ? null : value(slot);
	}

	@Nullable T remove(long id) {
		int slot = find(id);
		if (slot < 0) {
			return null;
		}
		T removed = value(slot);
		if (slot != home(id)) {
			this.displaced--;
		}
		this.values[slot] = null;
		this.size--;
		if (this.displaced > 0) {
			moveUp(slot);
		}
		return removed;
	}

	private int find(long id) {
		if (this.size == 0) {
			return -1;
		}
		int slot = home(id);
		while (this.values[slot] != null) {
			if (this.ids[slot] == id) {
				return slot;
			}
			slot = next(slot);
		}
		return -1;
	}

	/** Fills a gap with a later entry that may take the slot, and repeats for its gap. */
	private void moveUp(int gap) {
		int free = gap;
		for (int slot = next(gap); this.values[slot] != null; slot = next(slot)) {
			int home = home(this.ids[slot]);
			if (distance(home, free) < distance(home, slot)) {
				this.ids[free] = this.ids[slot];
				this.values[free] = this.values[slot];
				this.values[slot] = null;
				if (free == home) {
					this.displaced--;
				}
				free = slot;
			}
		}
	}

	/** Where there is no memory for larger arrays, the table stays as it is. */
	private void grow() {
		long[] oldIds = this.ids;
		@Nullable Object[] oldValues = this.values;
		int nextBits = (oldIds.length > 0) ? this.bits + 1 : this.bits;
		long[] nextIds = new long[1 << nextBits];
		this.values = this.places.apply(1 << nextBits);
		this.ids = nextIds;
		this.bits = nextBits;
		this.displaced = 0;
		for (int slot = 0; slot < oldIds.length; slot++) {
			Object value = oldValues[slot];
			if (value != null) {
				add(oldIds[slot], value);
			}
		}
	}

	/** All values, in no order; a copy. */
	List<T> values() {
		List<T> all = new ArrayList<>(this.size);
		for (int slot = 0; slot < this.values.length; slot++) {
			if (this.values[slot] != null) {
				all.add(value(slot));
			}
		}
		return all;
	}

	boolean anyMatch(Predicate<? super T> condition) {
		for (int slot = 0; slot < this.values.length; slot++) {
			if (this.values[slot] != null && condition.test(value(slot))) {
				return true;
			}
		}
		return false;
	}

	int size() {
		return this.size;
	}

	@SuppressWarnings({ "unchecked", "NullAway" }) // only put adds, and slots in use hold
													// a value
	private T value(int slot) {
		return (T) this.values[slot];
	}

	private int home(long id) {
		return (int) (((id ^ SECRET) * GOLDEN) >>> (Long.SIZE - this.bits));
	}

	private int next(int slot) {
		return (slot + 1) & (this.ids.length - 1);
	}

	private int distance(int from, int to) {
		return (to - from) & (this.ids.length - 1);
	}

}

package io.quictransport.internal.wire;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;

/**
 * Holds stream ids that a peer has chosen, in a sorted array: building it and looking up
 * an id cost the same for any choice of ids, which no hash table can guarantee.
 */
final class StreamIds extends AbstractSet<Long> {

	private final long[] sorted;

	/**
	 * Makes a set.
	 * @param ids the ids, in any order; owned by the set from now on
	 */
	StreamIds(long[] ids) {
		Arrays.sort(ids);
		int count = 0;
		for (long id : ids) {
			if (count == 0 || ids[count - 1] != id) {
				ids[count++] = id;
			}
		}
		this.sorted = (count == ids.length) ? ids : Arrays.copyOf(ids, count);
	}

	static StreamIds copyOf(Collection<Long> ids) {
		return (ids instanceof StreamIds same) ? same
				: new StreamIds(ids.stream().mapToLong(Long::longValue).toArray());
	}

	@Override
	public boolean contains(Object id) {
		return id instanceof Long sought && Arrays.binarySearch(this.sorted, sought) >= 0;
	}

	@Override
	public Iterator<Long> iterator() {
		return Arrays.stream(this.sorted).iterator();
	}

	@Override
	public int size() {
		return this.sorted.length;
	}

}

package io.quictransport.sample;

import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Holds this node's copy of the whole board, in memory. All methods may be called from
 * any thread.
 */
final class Board {

	private final ConcurrentNavigableMap<String, Entry> entries = new ConcurrentSkipListMap<>();

	/**
	 * Takes an entry in, unless the key holds one that is as new or newer.
	 * @param entry the entry
	 * @return whether it was taken
	 */
	@SuppressWarnings("ReferenceEquality") // the same entry, coming a second time, is not
											// taken
	boolean merge(Entry entry) {
		return entry == this.entries.merge(entry.key(), entry,
				(held, come) -> (come.version().compareTo(held.version()) > 0) ? come : held);
	}

	/**
	 * Finds what a key holds.
	 * @param key the key
	 * @return the entry, which may be a deletion, or null if the key is not known
	 */
	@Nullable Entry find(String key) {
		return this.entries.get(key);
	}

	/**
	 * Reads on in the order of the keys.
	 * @param after the key to begin behind, or null to begin at the start
	 * @return the entries as they come, deletions included
	 */
	Stream<Entry> after(@Nullable String after) {
		return ((after != null) ? this.entries.tailMap(after, false) : this.entries).values().stream();
	}

	/**
	 * Drops the deletions that are older than a time.
	 * @param time a time of the {@link VersionClock}
	 */
	void forgetDeletedBefore(long time) {
		this.entries.values().removeIf((entry) -> entry.isDeleted() && entry.version().time() < time);
	}

	/**
	 * Counts the keys.
	 * @return their number, deletions included
	 */
	int size() {
		return this.entries.size();
	}

}

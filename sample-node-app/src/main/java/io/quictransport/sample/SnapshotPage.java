package io.quictransport.sample;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A part of a node's copy of the board, small enough for one message.
 *
 * @param entries the entries in the order of their keys, deletions included
 * @param last whether nothing follows
 */
record SnapshotPage(List<Entry> entries, boolean last) {

	/**
	 * The most that the entries of a page weigh: JSON takes up to six bytes for a
	 * character, and a message may have 1 MiB.
	 */
	static final int MAX_WEIGHT = 128 * 1024;

	static SnapshotPage of(Board board, Ask ask) {
		List<Entry> entries = new ArrayList<>();
		int weight = 0;
		Iterator<Entry> following = board.after(ask.after()).iterator();
		while (following.hasNext()) {
			Entry entry = following.next();
			weight += weightOf(entry);
			if (weight > MAX_WEIGHT && !entries.isEmpty()) {
				return new SnapshotPage(entries, false);
			}
			entries.add(entry);
		}
		return new SnapshotPage(entries, true);
	}

	@Nullable Ask next() {
		return this.last ? null : new Ask(this.entries.get(this.entries.size() - 1).key());
	}

	private static int weightOf(Entry entry) {
		int namesAndVersion = 128;
		String value = entry.value();
		return namesAndVersion + entry.key().length() + ((value != null) ? value.length() : 0);
	}

	/**
	 * Asks for a page.
	 *
	 * @param after the last key of the page before, null for the first page
	 */
	record Ask(@Nullable String after) {

		static final Ask FIRST = new Ask(null);

	}

}

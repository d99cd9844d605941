package io.quictransport.sample;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Holds a part of a node's copy of the board, small enough for one message.
 *
 * @param entries the entries in the order of their keys, deletions included
 */
record SnapshotPart(List<Entry> entries) {

	/**
	 * A part that weighs so much takes no more entries. With the last of them it weighs
	 * twice that at most; JSON takes up to six bytes for a character, and an item of a
	 * stream may have 1 MiB.
	 */
	static final int FULL = 64 * 1024;

	/**
	 * Goes through a board while it may change.
	 * @param board the board
	 * @return parts with all that the board held from before until after the walk, made
	 * as they are asked for
	 */
	static Iterable<SnapshotPart> allOf(Board board) {
		return () -> new Parts(board.after(null).iterator());
	}

	private static int weightOf(Entry entry) {
		int namesAndVersion = 128;
		String value = entry.value();
		return namesAndVersion + entry.key().length() + ((value != null) ? value.length() : 0);
	}

	/**
	 * Takes entries together until they are heavy enough.
	 *
	 * @param entries what is left
	 */
	private record Parts(Iterator<Entry> entries) implements Iterator<SnapshotPart> {

		@Override
		public boolean hasNext() {
			return this.entries.hasNext();
		}

		@Override
		public SnapshotPart next() {
			if (!hasNext()) {
				throw new NoSuchElementException("the board has no more entries");
			}
			List<Entry> part = new ArrayList<>();
			int weight = 0;
			while (hasNext() && weight < FULL) {
				Entry entry = this.entries.next();
				weight += weightOf(entry);
				part.add(entry);
			}
			return new SnapshotPart(part);
		}

	}

}

package io.quictransport.sample;

import java.util.List;
import java.util.Objects;

import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lists this node's copy of the board, page by page, with the first part of each value.
 */
@Component
final class BoardListing {

	static final int MAX_LIMIT = 1000;

	private static final int PREVIEW_LENGTH = 120;

	private final Board board;

	private final Members members;

	BoardListing(Board board, Members members) {
		this.board = board;
		this.members = members;
	}

	Page page(@Nullable String after, int limit) {
		List<Row> rows = this.board.after(after)
			.filter((entry) -> !entry.isDeleted())
			.limit(limit + 1L)
			.map(this::row)
			.toList();
		return (rows.size() <= limit) ? new Page(rows, null)
				: new Page(rows.subList(0, limit), rows.get(limit - 1).key());
	}

	private Row row(Entry entry) {
		PeerId owner = this.members.ownerOf(entry.key());
		String value = Objects.requireNonNull(entry.value());
		return new Row(entry.key(), value.substring(0, Math.min(value.length(), PREVIEW_LENGTH)), value.length(),
				owner.value(), this.members.isReachable(owner), entry.version());
	}

	/**
	 * A part of the listing.
	 *
	 * @param entries the keys in their order
	 * @param next what to ask for as {@code after} to read on, null at the end
	 */
	record Page(List<Row> entries, @Nullable String next) {
	}

	/**
	 * One key.
	 *
	 * @param key the key
	 * @param preview the first characters of its value
	 * @param length the characters of its value
	 * @param owner the key's owner
	 * @param reachable whether the owner can be asked now
	 * @param version when the value was written, and by whom
	 */
	record Row(String key, String preview, int length, String owner, boolean reachable, Version version) {
	}

}

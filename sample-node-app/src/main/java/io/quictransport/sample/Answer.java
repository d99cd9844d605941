package io.quictransport.sample;

import org.jspecify.annotations.Nullable;

/**
 * Holds the answer of the owner of a key to a {@link Command}.
 *
 * @param status the result
 * @param entry what the key holds now, null unless the status is {@link Status#OK}
 */
record Answer(Status status, @Nullable Entry entry) {

	static Answer of(Entry entry) {
		return new Answer(Status.OK, entry);
	}

	static Answer of(Status status) {
		return new Answer(status, null);
	}

	enum Status {

		/** Done. */
		OK,

		/** The key holds nothing. */
		NOT_FOUND,

		/**
		 * The owner was started a moment ago and does not know yet what its keys hold.
		 */
		CATCHING_UP,

		/** The owner takes no new keys. */
		FULL

	}

}

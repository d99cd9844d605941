package io.quictransport.sample;

import org.springframework.stereotype.Component;

/**
 * Takes in what other nodes have written.
 */
@Component
final class Incoming {

	private final Board board;

	private final VersionClock clock;

	Incoming(Board board, VersionClock clock) {
		this.board = board;
		this.clock = clock;
	}

	void take(Entry entry) {
		// First the clock: a write of this node that follows must come out as newer.
		this.clock.observe(entry.version().time());
		this.board.merge(entry);
	}

	int size() {
		return this.board.size();
	}

}

package io.quictransport.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Applies the writes of other nodes to this node's copy of the board.
 */
@Component
final class Incoming {

	private static final Logger logger = LoggerFactory.getLogger(Incoming.class);

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
		logger.debug("event=board_taken key={} version={}", entry.key(), entry.version().time());
	}

	int size() {
		return this.board.size();
	}

}

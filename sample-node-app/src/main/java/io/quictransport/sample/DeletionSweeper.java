package io.quictransport.sample;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Forgets old deletions, so that the board does not grow for ever.
 */
@Component
final class DeletionSweeper {

	private final Board board;

	private final BoardProperties properties;

	DeletionSweeper(Board board, BoardProperties properties) {
		this.board = board;
		this.properties = properties;
	}

	@Scheduled(fixedDelay = 60_000)
	void sweep() {
		long before = System.currentTimeMillis() - this.properties.deletedRetention().toMillis();
		this.board.forgetDeletedBefore(VersionClock.atMillis(before));
	}

}

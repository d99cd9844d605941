package io.quictransport.sample;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Carries out commands on keys that this node owns. It does so even if it would name
 * another owner itself: while a node joins, two nodes may both write a key for a moment,
 * and the versions decide which write wins.
 */
@Component
final class KeyOwner {

	private static final Logger logger = LoggerFactory.getLogger(KeyOwner.class);

	private final Board board;

	private final VersionClock clock;

	private final Members members;

	private final CatchUp catchUp;

	private final Replicator replicator;

	private final BoardProperties properties;

	KeyOwner(Board board, VersionClock clock, Members members, CatchUp catchUp, Replicator replicator,
			BoardProperties properties) {
		this.board = board;
		this.clock = clock;
		this.members = members;
		this.catchUp = catchUp;
		this.replicator = replicator;
		this.properties = properties;
	}

	Answer carryOut(Command command) {
		if (!this.catchUp.isDone()) {
			return Answer.of(Answer.Status.CATCHING_UP);
		}
		return switch (command.operation()) {
			case GET -> get(command.key());
			case PUT -> put(command.key(), Objects.requireNonNull(command.value(), "a put needs a value"));
			case DELETE -> delete(command.key());
		};
	}

	private Answer get(String key) {
		Entry entry = this.board.find(key);
		return (entry == null || entry.isDeleted()) ? Answer.of(Answer.Status.NOT_FOUND) : Answer.of(entry);
	}

	private Answer put(String key, String value) {
		if (this.board.find(key) == null && this.board.size() >= this.properties.maxKeys()) {
			return Answer.of(Answer.Status.FULL);
		}
		return Answer.of(write(key, value));
	}

	private Answer delete(String key) {
		Answer found = get(key);
		if (found.entry() != null) {
			write(key, null);
		}
		return found;
	}

	private Entry write(String key, @Nullable String value) {
		Entry entry = new Entry(key, value, new Version(this.clock.next(), this.members.self().value()));
		this.board.merge(entry);
		this.replicator.tellAll(entry);
		logger.info("event=board_written key={} deleted={} version={}", key, entry.isDeleted(), entry.version().time());
		return entry;
	}

}

package io.quictransport.testing.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quictransport.Outcome;
import io.quictransport.testing.history.Entry.What;
import io.quictransport.testing.history.Message.Kind;
import io.quictransport.testing.history.Violation.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Finds the promises to senders that a finished history has broken: no call may be in
 * flight any more, and every node must have run, or stopped in an orderly way, to its
 * end.
 *
 * <p>
 * Requests have no order. One-way messages are handled in the order in which they were
 * submitted, one at a time for each sender, receiver and path; items in the order of
 * their stream. A one-way message that was acknowledged is handled.
 */
public final class HistoryChecker {

	private final Map<Long, Fate> fates = new LinkedHashMap<>();

	private final Map<Channel, Turn> turns = new HashMap<>();

	private final List<Violation> violations = new ArrayList<>();

	private HistoryChecker() {
	}

	/**
	 * Checks a history.
	 * @param entries what has happened, in order
	 * @return what was broken, empty if nothing was
	 */
	public static List<Violation> check(Collection<Entry> entries) {
		HistoryChecker checker = new HistoryChecker();
		entries.forEach(checker::see);
		checker.fates.values().forEach(checker::conclude);
		return List.copyOf(checker.violations);
	}

	private void see(Entry entry) {
		Message message = entry.message();
		Fate fate = this.fates.computeIfAbsent(message.number(), (number) -> new Fate(message));
		switch (entry.what()) {
			case SENT -> {
			}
			case SUCCEEDED, FAILED -> fate.told = entry;
			case BEGAN -> began(fate, entry);
			case ENDED -> turn(message).running.remove(message.number());
		}
	}

	private void began(Fate fate, Entry entry) {
		Message message = fate.message;
		fate.handled++;
		if (!entry.detail().equals(message.to())) {
			broken(Rule.WRONG_NODE, message, "it was handled at " + entry.detail());
		}
		if (message.kind() == Kind.REQUEST) {
			return;
		}
		Turn turn = turn(message);
		if (message.number() < turn.last) {
			broken(Rule.OUT_OF_ORDER, message, "it was handled after " + turn.last);
		}
		if (message.kind() == Kind.EVENT && !turn.running.isEmpty()) {
			broken(Rule.NOT_ONE_AT_A_TIME, message, "the handlers of " + turn.running + " had not ended");
		}
		turn.last = Math.max(turn.last, message.number());
		turn.running.add(message.number());
	}

	private Turn turn(Message message) {
		return this.turns.computeIfAbsent(new Channel(message.kind(), message.from(), message.to(), message.channel()),
				(key) -> new Turn());
	}

	private void conclude(Fate fate) {
		Message message = fate.message;
		Entry told = fate.told;
		if (fate.handled > 1) {
			broken(Rule.HANDLED_TWICE, message, "it was handled " + fate.handled + " times");
		}
		if (told == null) {
			broken(Rule.UNRESOLVED, message, "its sender was told nothing");
		}
		else if (told.what() == What.SUCCEEDED) {
			// That an item was sent says only that it may be.
			if (fate.handled == 0 && message.kind() != Kind.ITEM) {
				broken(Rule.LOST, message, "its sender was told that all is well");
			}
		}
		else if (fate.handled > 0 && told.outcome() == Outcome.NOT_SENT) {
			broken(Rule.UNTRUE_NOT_SENT, message, told.detail());
		}
		else if (fate.handled > 0 && told.outcome() == Outcome.NOT_ACCEPTED) {
			broken(Rule.UNTRUE_NOT_ACCEPTED, message, told.detail());
		}
	}

	private void broken(Rule rule, Message message, String detail) {
		this.violations.add(new Violation(rule, message, detail));
	}

	/**
	 * Holds what is known of one message.
	 */
	private static final class Fate {

		private final Message message;

		private @Nullable Entry told;

		private int handled;

		Fate(Message message) {
			this.message = message;
		}

	}

	/**
	 * Holds where a channel stands.
	 */
	private static final class Turn {

		private final List<Long> running = new ArrayList<>();

		private long last;

	}

	/**
	 * Names what has an order.
	 *
	 * @param kind the kind of its messages
	 * @param from the sender
	 * @param to the receiver
	 * @param name the path or the stream
	 */
	private record Channel(Kind kind, String from, String to, String name) {
	}

}

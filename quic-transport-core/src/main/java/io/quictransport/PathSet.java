package io.quictransport;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Selects paths by a rule, and states which paths to announce for it: a handler of a
 * plain {@link Predicate} is announced as one that may serve any path.
 *
 * @param announced entries as in {@link ServedPaths} that include all paths of the set
 * @param rule decides whether a path belongs to the set; called on event loops, so it
 * must be quick and must not block or throw
 */
public record PathSet(Collection<String> announced, Predicate<String> rule) implements Predicate<String> {

	/**
	 * Copies the entries.
	 * @param announced see {@link #announced()}
	 * @param rule see {@link #rule()}
	 */
	public PathSet {
		announced = List.copyOf(announced);
	}

	@Override
	public boolean test(String path) {
		return this.rule.test(path);
	}

}

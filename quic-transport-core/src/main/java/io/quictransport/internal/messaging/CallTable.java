package io.quictransport.internal.messaging;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Finds the unresolved calls of one peer by their ids, which it assigns in ascending
 * order without gaps, so that the lowest unresolved one is found by counting up. Confined
 * to the event loop.
 */
final class CallTable {

	private final LongTable<Call<?>> byId = new LongTable<>();

	private long lastId;

	/** No call has a lower id. */
	private long lowest;

	/**
	 * Begins after the ids that were used before.
	 * @param usedId the highest of them
	 */
	CallTable(long usedId) {
		this.lastId = usedId;
		this.lowest = usedId + 1;
	}

	/** Adds a call and assigns its id. */
	void add(Call<?> call) {
		this.byId.put(this.lastId + 1, call);
		call.numbered(++this.lastId);
	}

	/** Removes a call; false if it is not in the table. */
	boolean remove(Call<?> call) {
		return this.byId.remove(call.id()) != null;
	}

	@Nullable RequestCall<?> findRequest(long id) {
		return (this.byId.get(id) instanceof RequestCall<?> request) ? request : null;
	}

	/** The lowest unresolved id, which may not have been assigned yet. */
	long lowestUnresolved() {
		if (this.byId.size() == 0) {
			this.lowest = this.lastId + 1;
		}
		while (this.lowest <= this.lastId && this.byId.get(this.lowest) == null) {
			this.lowest++;
		}
		return this.lowest;
	}

	/** The highest id that was assigned. */
	long lastId() {
		return this.lastId;
	}

	/** The calls that fulfil a condition, lowest id first; a copy. */
	List<Call<?>> select(Predicate<Call<?>> condition) {
		if (this.byId.size() == 0) {
			return List.of();
		}
		return this.byId.values()
			.stream()
			.filter(condition)
			.sorted(Comparator.comparingLong(Call::id))
			.collect(Collectors.toList());
	}

	int size() {
		return this.byId.size();
	}

	boolean anyMatch(Predicate<Call<?>> condition) {
		return this.byId.anyMatch(condition);
	}

	/** All calls, in no order; a copy. */
	List<Call<?>> all() {
		return this.byId.values();
	}

}

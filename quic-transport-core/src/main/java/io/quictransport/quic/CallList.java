package io.quictransport.quic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The unresolved calls of one peer in the order of their ids, so that the lowest is known
 * at any time; requests are also found by id. Confined to the event loop.
 */
final class CallList {

	private final LongTable<RequestCall<?>> byId = new LongTable<>();

	private @Nullable Call<?> first;

	private @Nullable Call<?> last;

	/** Adds a call, whose id is higher than all before. */
	void add(Call<?> call) {
		call.listed = true;
		if (call instanceof RequestCall<?> request) {
			this.byId.put(call.id, request);
		}
		Call<?> tail = this.last;
		call.before = tail;
		if (tail != null) {
			tail.after = call;
		}
		else {
			this.first = call;
		}
		this.last = call;
	}

	/** Removes a call; false if it is not here. */
	boolean remove(Call<?> call) {
		if (!call.listed) {
			return false;
		}
		call.listed = false;
		if (call instanceof RequestCall<?>) {
			this.byId.remove(call.id);
		}
		Call<?> before = call.before;
		Call<?> after = call.after;
		if (before != null) {
			before.after = after;
		}
		else {
			this.first = after;
		}
		if (after != null) {
			after.before = before;
		}
		else {
			this.last = before;
		}
		call.before = null;
		call.after = null;
		return true;
	}

	@Nullable RequestCall<?> findRequest(long id) {
		return this.byId.get(id);
	}

	@Nullable Call<?> first() {
		return this.first;
	}

	boolean isEmpty() {
		return this.first == null;
	}

	/** Those that fulfil a condition, lowest id first; a copy. */
	List<Call<?>> select(Predicate<Call<?>> condition) {
		List<Call<?>> selected = new ArrayList<>();
		for (Call<?> call = this.first; call != null; call = call.after) {
			if (condition.test(call)) {
				selected.add(call);
			}
		}
		return selected;
	}

}

package io.quictransport.spring.boot.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Keeps the state that was captured from the thread of a handler or caller, for other
 * threads.
 *
 * @param states what there was, in the order in which it is set
 */
record CapturedState(List<Supplier<HandlerThreadState.Scope>> states) {

	static final CapturedState NOTHING = new CapturedState(List.of());

	/** Captures the state of the calling thread. */
	static CapturedState of(List<HandlerThreadState> carriers) {
		if (carriers.isEmpty()) {
			return NOTHING;
		}
		List<Supplier<HandlerThreadState.Scope>> states = new ArrayList<>(carriers.size());
		for (HandlerThreadState carrier : carriers) {
			states.add(carrier.capture());
		}
		return new CapturedState(states);
	}

	/** Has tasks of another executor run with the state. */
	Executor around(Executor executor) {
		return isEmpty() ? executor : (task) -> executor.execute(() -> {
			try (HandlerThreadState.Scope scope = open()) {
				task.run();
			}
		});
	}

	boolean isEmpty() {
		return this.states.isEmpty();
	}

	/**
	 * Sets the state for the calling thread, until the scope is closed. The thread keeps
	 * nothing of it where a part cannot be set or taken back.
	 */
	HandlerThreadState.Scope open() {
		HandlerThreadState.Scope all = () -> {
		};
		for (Supplier<HandlerThreadState.Scope> state : this.states) {
			HandlerThreadState.Scope outer = all;
			HandlerThreadState.Scope inner = open(state, outer);
			all = () -> {
				try {
					inner.close();
				}
				finally {
					outer.close();
				}
			};
		}
		return all;
	}

	private static HandlerThreadState.Scope open(Supplier<HandlerThreadState.Scope> state,
			HandlerThreadState.Scope outer) {
		try {
			return state.get();
		}
		catch (RuntimeException | Error ex) {
			try {
				outer.close();
			}
			catch (RuntimeException | Error closing) {
				ex.addSuppressed(closing);
			}
			throw ex;
		}
	}

}

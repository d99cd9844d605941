package io.quictransport.spring.boot.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A thread that has borrowed the state of a handler's keeps nothing of it.
 */
class CapturedStateTests {

	/** What the thread has, in the order in which it was set. */
	private final List<String> thread = new ArrayList<>();

	@Test
	void scopesAreClosedInReverse() {
		HandlerThreadState.Scope scope = captured(sets("one"), sets("two")).open();
		assertThat(this.thread).containsExactly("one", "two");
		scope.close();
		assertThat(this.thread).isEmpty();
	}

	@Test
	void whatWasSetIsTakenBackWhereTheNextCannotBe() {
		CapturedState state = captured(sets("one"), sets("two"), () -> {
			throw new IllegalStateException("cannot be set");
		});
		assertThatIllegalStateException().isThrownBy(state::open).withMessage("cannot be set");
		assertThat(this.thread).isEmpty();
	}

	@Test
	void whatWasSetIsTakenBackWhereAnotherScopeDoesNotClose() {
		HandlerThreadState.Scope scope = captured(sets("one"), failsToClose(), sets("two")).open();
		assertThatIllegalStateException().isThrownBy(scope::close).withMessage("does not close");
		assertThat(this.thread).isEmpty();
	}

	@Test
	void ofAFailureToSetAndOneToCloseNoneIsLost() {
		CapturedState state = captured(sets("one"), failsToClose(), () -> {
			throw new IllegalStateException("cannot be set");
		});
		assertThatIllegalStateException().isThrownBy(state::open)
			.withMessage("cannot be set")
			.satisfies((failure) -> assertThat(failure.getSuppressed()).singleElement()
				.extracting(Throwable::getMessage)
				.isEqualTo("does not close"));
		assertThat(this.thread).isEmpty();
	}

	@SafeVarargs
	private static CapturedState captured(Supplier<HandlerThreadState.Scope>... states) {
		return new CapturedState(List.of(states));
	}

	private Supplier<HandlerThreadState.Scope> sets(String state) {
		return () -> {
			this.thread.add(state);
			return () -> assertThat(this.thread.remove(this.thread.size() - 1)).isEqualTo(state);
		};
	}

	private static Supplier<HandlerThreadState.Scope> failsToClose() {
		return () -> () -> {
			throw new IllegalStateException("does not close");
		};
	}

}

package io.quictransport.testing.history;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.testing.history.Message.Kind;
import io.quictransport.testing.history.Violation.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checker finds each kind of broken promise in histories made by hand, and nothing in
 * those that keep them.
 */
class HistoryCheckerTests {

	private final History history = new History();

	@ParameterizedTest
	@EnumSource
	void aMessageThatIsHandledOnceAndToldSoBreaksNothing(Kind kind) {
		Message message = sent(kind);
		handle(message);
		this.history.told(message, null);
		assertBroken();
	}

	@ParameterizedTest
	@EnumSource
	void aMessageThatFailedAndWasNotHandledBreaksNothing(Outcome outcome) {
		fail(sent(Kind.EVENT), outcome);
		fail(sent(Kind.REQUEST), outcome);
		assertBroken();
	}

	@Test
	void aMessageOfUnknownOutcomeMayHaveBeenHandled() {
		Message message = sent(Kind.EVENT);
		handle(message);
		fail(message, Outcome.UNKNOWN);
		assertBroken();
	}

	@Test
	void notSentIsUntrueOfWhatIsHandledLater() {
		Message message = sent(Kind.REQUEST);
		fail(message, Outcome.NOT_SENT);
		handle(message);
		assertBroken(Rule.UNTRUE_NOT_SENT);
	}

	@Test
	void notAcceptedIsUntrueOfWhatWasHandledBefore() {
		Message message = sent(Kind.EVENT);
		handle(message);
		fail(message, Outcome.NOT_ACCEPTED);
		assertBroken(Rule.UNTRUE_NOT_ACCEPTED);
	}

	@ParameterizedTest
	@EnumSource(names = { "REQUEST", "EVENT" })
	void aSecondHandlingIsFound(Kind kind) {
		Message message = sent(kind);
		handle(message);
		handle(message);
		this.history.told(message, null);
		assertBroken(Rule.HANDLED_TWICE);
	}

	@Test
	void anAcknowledgedMessageThatNoHandlerSawIsLost() {
		this.history.told(sent(Kind.EVENT), null);
		assertBroken(Rule.LOST);
	}

	@Test
	void anAnsweredRequestThatNoHandlerSawIsFound() {
		this.history.told(sent(Kind.REQUEST), null);
		assertBroken(Rule.LOST);
	}

	@ParameterizedTest
	@EnumSource(names = { "EVENT", "ITEM" })
	void messagesOfAChannelThatAreHandledInAnotherOrderAreFound(Kind kind) {
		Message first = sent(kind);
		Message second = sent(kind);
		handle(second);
		handle(first);
		this.history.told(first, null);
		this.history.told(second, null);
		assertBroken(Rule.OUT_OF_ORDER);
	}

	@Test
	void messagesOfOtherPathsSendersOrReceiversHaveNoOrderBetweenThem() {
		Message first = this.history.sent(Kind.EVENT, "a", "b", "x");
		Message other = this.history.sent(Kind.EVENT, "a", "b", "y");
		Message sender = this.history.sent(Kind.EVENT, "c", "b", "x");
		handle(sender);
		handle(other);
		handle(first);
		this.history.told(first, null);
		this.history.told(other, null);
		this.history.told(sender, null);
		assertBroken();
	}

	@Test
	void requestsHaveNoOrder() {
		Message first = sent(Kind.REQUEST);
		Message second = sent(Kind.REQUEST);
		this.history.began(second.number(), "b");
		this.history.began(first.number(), "b");
		this.history.told(first, null);
		this.history.told(second, null);
		assertBroken();
	}

	@Test
	void twoHandlersAtOnceOnOnePathAreFound() {
		Message first = sent(Kind.EVENT);
		Message second = sent(Kind.EVENT);
		this.history.began(first.number(), "b");
		this.history.began(second.number(), "b");
		this.history.ended(first.number(), "b");
		this.history.ended(second.number(), "b");
		this.history.told(first, null);
		this.history.told(second, null);
		assertBroken(Rule.NOT_ONE_AT_A_TIME);
	}

	@Test
	void aMessageWhoseSenderIsToldNothingIsFound() {
		handle(sent(Kind.EVENT));
		assertBroken(Rule.UNRESOLVED);
	}

	@Test
	void aMessageThatAnotherNodeHandlesIsFound() {
		Message message = sent(Kind.EVENT);
		this.history.began(message.number(), "c");
		this.history.told(message, null);
		assertBroken(Rule.WRONG_NODE);
	}

	private Message sent(Kind kind) {
		return this.history.sent(kind, "a", "b", "x");
	}

	private void handle(Message message) {
		this.history.began(message.number(), "b");
		this.history.ended(message.number(), "b");
	}

	private void fail(Message message, Outcome outcome) {
		this.history.told(message,
				NetworkException.of(ErrorCode.CONNECTION_LOST, outcome, "it failed", ErrorContext.NONE));
	}

	private void assertBroken(Rule... rules) {
		assertThat(HistoryChecker.check(this.history.entries())).extracting(Violation::rule).containsExactly(rules);
	}

}

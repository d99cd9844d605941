package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which nodes of a service are asked, one after another.
 */
class AttemptsTests {

	private static final NodeCall CALL = NodeCall.toService("prices", "price");

	private static final Duration TIMEOUT = Results.PATIENCE;

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	private final PeerDirectory peers = new PeerDirectory();

	private final Attempts attempts = new Attempts(this.network.node("client"), this.peers);

	/** What the asked nodes answer, in the order in which they are asked. */
	private final List<CompletableFuture<String>> answers = new ArrayList<>();

	private final List<Duration> timeouts = new ArrayList<>();

	AttemptsTests() {
		for (String id : List.of("one", "two", "three")) {
			this.peers.peerUp(NodeInfo.of(new PeerId(id)).withServices(Set.of("prices")));
		}
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN")
	void theNextNodeIsAskedWhereOneHasCertainlyNotTakenTheCall(Outcome outcome) {
		CompletableFuture<String> result = call(TIMEOUT);
		fail(0, ErrorCode.OVERLOADED, outcome);
		assertThat(result).isNotDone();
		fail(1, ErrorCode.OVERLOADED, outcome);
		this.answers.get(2).complete("3");
		assertThat(result).isCompletedWithValue("3");
	}

	@Test
	void whereAllHaveRefusedTheLastRefusalIsTold() {
		CompletableFuture<String> result = call(TIMEOUT);
		fail(0, ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT);
		fail(1, ErrorCode.DRAINING, Outcome.NOT_ACCEPTED);
		fail(2, ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED);
		assertThat(this.answers).hasSize(3);
		assertFailed(result, ErrorCode.OVERLOADED);
	}

	@Test
	void noOtherNodeIsAskedWhereAHandlerMayHaveRun() {
		CompletableFuture<String> result = call(TIMEOUT);
		fail(0, ErrorCode.OVERLOADED, Outcome.UNKNOWN);
		assertThat(this.answers).hasSize(1);
		assertFailed(result, ErrorCode.OVERLOADED);
	}

	@ParameterizedTest
	@EnumSource(names = { "INVALID_MESSAGE", "NOT_RUNNING", "CANCELLED" })
	void noOtherNodeIsAskedWhereTheFaultIsTheCallers(ErrorCode code) {
		CompletableFuture<String> result = call(TIMEOUT);
		fail(0, code, Outcome.NOT_SENT);
		assertThat(this.answers).hasSize(1);
		assertFailed(result, code);
	}

	@Test
	void noOtherNodeIsAskedWhereTheApplicationHasSpoken() {
		CompletableFuture<String> result = call(TIMEOUT);
		this.answers.get(0)
			.completeExceptionally(
					new ApplicationException(ApplicationCode.NOT_FOUND, "gone").withOutcome(Outcome.NOT_ACCEPTED));
		assertThat(this.answers).hasSize(1);
		assertFailed(result, ErrorCode.APPLICATION_ERROR);
	}

	@Test
	void theNextNodeIsAskedWhereTheApplicationSaysToTryAgain() {
		CompletableFuture<String> result = call(TIMEOUT);
		this.answers.get(0)
			.completeExceptionally(
					new ApplicationException(ApplicationCode.CONFLICT, "locked").withOutcome(Outcome.NOT_ACCEPTED)
						.withRetryAfter(Duration.ofSeconds(1)));
		this.answers.get(1).complete("2");
		assertThat(result).isCompletedWithValue("2");
	}

	@Test
	void allAttemptsShareOneDeadline() {
		call(TIMEOUT);
		fail(0, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		assertThat(this.timeouts).hasSize(2).allSatisfy((left) -> assertThat(left).isLessThanOrEqualTo(TIMEOUT));
		assertThat(this.timeouts.get(1)).isLessThan(this.timeouts.get(0));
	}

	@Test
	void noOtherNodeIsAskedPastTheDeadline() {
		CompletableFuture<String> result = call(Duration.ofNanos(1));
		fail(0, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		assertThat(this.answers).hasSize(1);
		assertFailed(result, ErrorCode.OVERLOADED);
	}

	@Test
	void toCancelTheCallCancelsTheAttemptThatIsUnderWayAndAsksNobodyElse() {
		CompletableFuture<String> result = call(TIMEOUT);
		fail(0, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		result.cancel(true);
		assertThat(this.answers).hasSize(2);
		assertThat(this.answers.get(1)).isCancelled();
	}

	@Test
	void anAttemptThatBeginsWhileTheCallIsCancelledIsCancelledToo() {
		CallFuture<String> result = new CallFuture<>(this.network.node("another"));
		result.cancel(true);
		CompletableFuture<String> attempt = new CompletableFuture<>();
		result.follow(attempt);
		assertThat(attempt).isCancelled();
	}

	private CompletableFuture<String> call(Duration timeout) {
		return this.attempts.run(CALL, timeout, (peer, left) -> {
			this.timeouts.add(left);
			this.answers.add(new CompletableFuture<>());
			return this.answers.get(this.answers.size() - 1);
		});
	}

	private void fail(int attempt, ErrorCode code, Outcome outcome) {
		this.answers.get(attempt)
			.completeExceptionally(NetworkException.of(code, outcome, "refused", ErrorContext.NONE));
	}

	private static void assertFailed(CompletableFuture<String> result, ErrorCode code) {
		assertThat(result).isCompletedExceptionally();
		assertThat(result.handle((value, failure) -> failure).join()).isInstanceOfSatisfying(NetworkException.class,
				(failure) -> assertThat(failure.code()).isEqualTo(code));
	}

}

package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.util.backoff.BackOffExecution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which calls are made again, and after how long.
 */
class NodeRetryPolicyTests {

	private static final Duration SOON = Duration.ofMillis(1);

	private final NodeRetryPolicy policy = new NodeRetryPolicy();

	@Test
	void aCallIsMadeAgainIfItsFailureIsRetryable() {
		assertThat(this.policy.shouldRetry(failure(ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED))).isTrue();
		assertThat(this.policy.shouldRetry(failure(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT))).isTrue();
		assertThat(this.policy.shouldRetry(failure(ErrorCode.OVERLOADED, Outcome.UNKNOWN))).isFalse();
		assertThat(this.policy.shouldRetry(failure(ErrorCode.NO_SUCH_PATH, Outcome.NOT_ACCEPTED))).isFalse();
		assertThat(this.policy.shouldRetry(failure(ErrorCode.DEADLINE_EXCEEDED, Outcome.UNKNOWN))).isFalse();
		assertThat(this.policy.shouldRetry(new IllegalStateException("no call"))).isFalse();
	}

	@Test
	void theFailureOfACallIsFoundAmongTheCauses() {
		assertThat(this.policy.shouldRetry(new IllegalStateException("mapped",
				new ApplicationException(ApplicationCode.CONFLICT, "locked").withOutcome(Outcome.NOT_ACCEPTED)
					.withRetryAfter(SOON))))
			.isTrue();
	}

	@Test
	void theFailureOfACallIsFoundAmongWhatIsSuppressedWhereItIsNoCause() {
		IllegalStateException mapped = new IllegalStateException("mapped", new IllegalArgumentException("cause"));
		mapped.addSuppressed(MessageException.refusal(ErrorCode.OVERLOADED, "full", SOON));
		assertThat(this.policy.shouldRetry(mapped)).isTrue();
		assertThat(this.policy.shouldRetry(new IllegalStateException("outer", mapped))).isTrue();
		assertThat(NodeRetryPolicy.retryAfter(mapped)).isEqualTo(SOON);
		IllegalStateException lost = new IllegalStateException("lost",
				failure(ErrorCode.CONNECTION_LOST, Outcome.UNKNOWN));
		lost.addSuppressed(MessageException.refusal(ErrorCode.OVERLOADED, "full", SOON));
		assertThat(this.policy.shouldRetry(lost)).as("the cause counts first").isFalse();
	}

	@Test
	void aWaitWithoutEndIsNoError() {
		Duration forever = ChronoUnit.FOREVER.getDuration();
		NodeRetryPolicy endless = this.policy.withMaxRetries(100).withBackOff(SOON, forever).withTimeout(forever);
		assertThat(endless.getTimeout().toMillis()).isPositive();
		BackOffExecution waits = endless.getBackOff().start();
		long last = 0;
		for (int i = 0; i < 80; i++) {
			last = waits.nextBackOff();
			assertThat(last).isPositive();
		}
		assertThat(last).isGreaterThan(Duration.ofDays(365).toMillis());
		BackOffExecution longest = this.policy.withBackOff(forever, forever).getBackOff().start();
		assertThat(longest.nextBackOff()).isPositive();
		assertThat(longest.nextBackOff()).isPositive();
	}

	@Test
	void idempotentCallsAreMadeAgainWhateverTheirOutcome() {
		NodeRetryPolicy idempotent = this.policy.withIdempotentCalls();
		assertThat(idempotent.shouldRetry(failure(ErrorCode.CONNECTION_LOST, Outcome.UNKNOWN))).isTrue();
		assertThat(idempotent.shouldRetry(failure(ErrorCode.DEADLINE_EXCEEDED, Outcome.UNKNOWN))).isTrue();
		assertThat(idempotent.shouldRetry(failure(ErrorCode.NO_SUCH_PATH, Outcome.NOT_ACCEPTED))).isFalse();
		assertThat(idempotent.shouldRetry(new ApplicationException(ApplicationCode.NOT_FOUND, "gone"))).isFalse();
	}

	@Test
	void theWaitIsWhatTheOtherNodeHasAskedForOnce() {
		NodeRetryPolicy asked = this.policy.withBackOff(Duration.ofMillis(100), Duration.ofMillis(300));
		BackOffExecution askedFor = asked.getBackOff().start();
		asked.shouldRetry(MessageException.refusal(ErrorCode.OVERLOADED, "full", Duration.ofSeconds(7)));
		assertThat(askedFor.nextBackOff()).isEqualTo(7000);
		asked.shouldRetry(failure(ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED));
		assertThat(askedFor.nextBackOff()).isLessThanOrEqualTo(300);
	}

	@Test
	void otherLibrariesLearnWhatTheOtherNodeHasAskedFor() {
		MessageException refused = MessageException.refusal(ErrorCode.OVERLOADED, "full", Duration.ofSeconds(7));
		assertThat(NodeRetryPolicy.retryAfter(refused)).isEqualTo(Duration.ofSeconds(7));
		assertThat(NodeRetryPolicy.retryAfter(new IllegalStateException("mapped", refused)))
			.isEqualTo(Duration.ofSeconds(7));
		assertThat(NodeRetryPolicy.retryAfter(failure(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT))).isZero();
		assertThat(NodeRetryPolicy.retryAfter(null)).isZero();
	}

	@Test
	void eachWaitIsAboutTwiceTheOneBeforeUpToTheLongest() {
		NodeRetryPolicy patient = this.policy.withMaxRetries(4)
			.withBackOff(Duration.ofMillis(100), Duration.ofMillis(700));
		for (int times = 0; times < 200; times++) {
			BackOffExecution waits = patient.getBackOff().start();
			assertThat(waits.nextBackOff()).isBetween(100L, 150L);
			assertThat(waits.nextBackOff()).isBetween(100L, 300L);
			assertThat(waits.nextBackOff()).isBetween(200L, 600L);
			assertThat(waits.nextBackOff()).isBetween(350L, 700L);
			assertThat(waits.nextBackOff()).isEqualTo(BackOffExecution.STOP);
		}
	}

	@Test
	void aTemplateOfSpringMakesTheCallAgainUntilItSucceeds() {
		RetryTemplate template = new RetryTemplate(this.policy.withBackOff(SOON, SOON));
		Deque<NetworkException> failures = new ArrayDeque<>(
				List.of(MessageException.refusal(ErrorCode.OVERLOADED, "full", SOON),
						failure(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT)));
		assertThat(template.<String>invoke(() -> {
			NetworkException next = failures.poll();
			if (next != null) {
				throw next;
			}
			return "done";
		})).isEqualTo("done");
	}

	@Test
	void aTemplateOfSpringGivesUpAtOnceWhereAHandlerMayHaveRun() {
		AtomicInteger calls = new AtomicInteger();
		assertThatExceptionOfType(NetworkException.class)
			.isThrownBy(() -> new RetryTemplate(this.policy.withBackOff(SOON, SOON)).invoke(() -> {
				calls.incrementAndGet();
				throw failure(ErrorCode.CONNECTION_LOST, Outcome.UNKNOWN);
			}));
		assertThat(calls).hasValue(1);
	}

	@Test
	void anAnnotatedMethodIsCalledAgainByThePredicate() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Resilient.class,
				Caller.class)) {
			Caller caller = context.getBean(Caller.class);
			assertThat(caller.refusedTwice()).isEqualTo(3);
			assertThatExceptionOfType(NetworkException.class).isThrownBy(caller::lost);
			assertThat(caller.calls()).isEqualTo(4);
		}
	}

	@Test
	void valuesThatCannotBeUsedAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.policy.withMaxRetries(-1))
			.withMessageContaining("-1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.policy.withBackOff(Duration.ZERO, SOON));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.policy.withBackOff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
			.withMessageContaining("PT2S");
		assertThatIllegalArgumentException().isThrownBy(() -> this.policy.withTimeout(Duration.ofSeconds(-1)));
		assertThat(this.policy.withTimeout(SOON).getTimeout()).isEqualTo(SOON);
	}

	private static NetworkException failure(ErrorCode code, Outcome outcome) {
		return NetworkException.of(code, outcome, "failed", ErrorContext.NONE);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	static class Resilient {

	}

	static class Caller {

		private final AtomicInteger calls = new AtomicInteger();

		int calls() {
			return this.calls.get();
		}

		@Retryable(predicate = RetryableCalls.class, delay = 1)
		int refusedTwice() {
			if (this.calls.incrementAndGet() < 3) {
				throw failure(ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED);
			}
			return this.calls.get();
		}

		@Retryable(predicate = RetryableCalls.class, delay = 1)
		int lost() {
			this.calls.incrementAndGet();
			throw failure(ErrorCode.CONNECTION_LOST, Outcome.UNKNOWN);
		}

	}

}

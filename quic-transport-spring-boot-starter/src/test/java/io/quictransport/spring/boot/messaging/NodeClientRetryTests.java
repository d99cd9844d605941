package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients make calls again as the properties of their service say, within the deadline of
 * the call.
 */
class NodeClientRetryTests {

	private static final Duration SOON = Duration.ofMillis(1);

	private static final NodeRetryPolicy POLICY = new NodeRetryPolicy().withBackOff(SOON, SOON);

	private final InMemoryNetwork network = new InMemoryNetwork();

	private Node client;

	private Node server;

	private Refusals refusals;

	@BeforeEach
	void start() {
		this.server = Node.start(this.network, "server", Set.of("refusals"), Refusals.class);
		this.refusals = this.server.bean(Refusals.class);
		this.client = Node.start(this.network, "client", Clients.class);
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
		this.network.close();
	}

	@Test
	void aCallThatNobodyHasTakenIsMadeAgain() {
		this.client.connect(this.server);
		this.refusals.next.addAll(List.of(overloaded(SOON), overloaded(SOON)));
		assertThat(this.client.bean(RefusedApi.class).ask(Results.PATIENCE)).isEqualTo("taken");
		assertThat(this.refusals.left).hasSize(3);
	}

	@Test
	void itIsMadeAgainNoMoreOftenThanThePropertySays() {
		this.client.connect(this.server);
		this.refusals.next.addAll(List.of(overloaded(SOON), overloaded(SOON), overloaded(SOON)));
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> this.client.bean(RefusedApi.class).ask(Results.PATIENCE))
			.returns(ErrorCode.OVERLOADED, NetworkException::code);
		assertThat(this.refusals.left).hasSize(3);
	}

	@Test
	void allAttemptsHaveOneDeadline() {
		this.client.connect(this.server);
		Duration wait = Duration.ofMillis(20);
		this.refusals.next.addAll(List.of(overloaded(wait), overloaded(wait)));
		this.client.bean(RefusedApi.class).ask(Results.PATIENCE);
		assertThat(this.refusals.left).isSortedAccordingTo((one, other) -> other.compareTo(one))
			.doesNotHaveDuplicates();
	}

	@Test
	void aWaitThatWouldOutlastTheDeadlineIsNotBegun() {
		this.client.connect(this.server);
		this.refusals.next.add(overloaded(Results.PATIENCE.multipliedBy(2)));
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> this.client.bean(RefusedApi.class).ask(Results.PATIENCE))
			.returns(ErrorCode.OVERLOADED, NetworkException::code);
	}

	@Test
	void aCallWhoseHandlerHasRunIsMadeAgainIfTheClientIsIdempotent() {
		this.client.connect(this.server);
		this.refusals.next.add(busy());
		assertThat(this.client.bean(RepeatableApi.class).ask(Results.PATIENCE)).isEqualTo("taken");
		this.refusals.next.add(busy());
		assertThatExceptionOfType(ApplicationException.class)
			.isThrownBy(() -> this.client.bean(RefusedApi.class).ask(Results.PATIENCE));
		assertThat(this.refusals.left).hasSize(3);
	}

	@Test
	void noRetriesIsOneAttempt() {
		this.client.connect(this.server);
		this.refusals.next.add(overloaded(SOON));
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> this.client.bean(OnceApi.class).ask(Results.PATIENCE));
		assertThat(this.refusals.left).hasSize(1);
	}

	@Test
	void aOneWayMessageIsSentAgainUntilANodeHasIt() {
		PatientApi patient = this.client.bean(PatientApi.class);
		CompletableFuture<Void> sent = patient.tell("news", Results.PATIENCE);
		assertThat(sent).isNotDone();
		this.client.connect(this.server);
		Results.get(sent);
	}

	@Test
	void eachSubscriberHasItsCallMadeAgain() {
		this.client.connect(this.server);
		this.refusals.next.addAll(List.of(overloaded(SOON), overloaded(SOON)));
		Mono<String> asked = this.client.bean(PatientApi.class).askLater(Results.PATIENCE);
		assertThat(this.refusals.left).isEmpty();
		assertThat(asked.block(Results.PATIENCE)).isEqualTo("taken");
		this.refusals.next.add(overloaded(SOON));
		assertThat(asked.block(Results.PATIENCE)).isEqualTo("taken");
	}

	@Test
	void aCallThatIsCancelledWhileItWaitsIsNotMadeAgain() {
		AtomicInteger attempts = new AtomicInteger();
		CompletableFuture<Runnable> again = new CompletableFuture<>();
		CompletableFuture<String> call = RetriedCall.run(this.client.transport(), POLICY, Results.PATIENCE, (left) -> {
			attempts.incrementAndGet();
			return CompletableFuture.failedFuture(overloaded(SOON));
		}, again::complete);
		Runnable next = Results.get(again);
		call.cancel(true);
		next.run();
		assertThat(attempts).hasValue(1);
	}

	@Test
	void aCallThatIsCancelledCancelsItsAttempt() {
		CompletableFuture<String> attempt = new CompletableFuture<>();
		CompletableFuture<String> call = RetriedCall.run(this.client.transport(), POLICY, Results.PATIENCE,
				(left) -> attempt, Runnable::run);
		call.cancel(true);
		assertThat(attempt).isCancelled();
	}

	@Test
	void whereTheExecutorTakesNoMoreTasksTheCallFailsAsItsLastAttemptHas() {
		MessageException refused = overloaded(SOON);
		CompletableFuture<String> call = RetriedCall.run(this.client.transport(), POLICY, Results.PATIENCE,
				(left) -> CompletableFuture.failedFuture(refused), (task) -> {
					throw new RejectedExecutionException("shut down");
				});
		assertThat(Results.failureOf(call)).isSameAs(refused);
	}

	@Test
	void whereTheExecutorHasNoThreadUntilTheDeadlineTheCallFailsAsItsLastAttemptHas() {
		MessageException refused = overloaded(SOON);
		ExecutorService handlers = Executors.newSingleThreadExecutor();
		try {
			// Waits on the one thread that is to make its second attempt.
			CompletableFuture<String> handler = CompletableFuture.supplyAsync(
					() -> CallFuture.await(RetriedCall.run(this.client.transport(), POLICY, Duration.ofMillis(200),
							(left) -> CompletableFuture.<String>failedFuture(refused), handlers)),
					handlers);
			assertThat(Results.failureOf(handler)).isSameAs(refused);
		}
		finally {
			handlers.shutdownNow();
		}
	}

	private static MessageException overloaded(Duration retryAfter) {
		return MessageException.refusal(ErrorCode.OVERLOADED, "full", retryAfter);
	}

	/** Its handler may have done something. */
	private static ApplicationException busy() {
		return new ApplicationException(ApplicationCode.CONFLICT, "busy").withRetryAfter(SOON);
	}

	interface RefusedApi {

		@NodeExchange("ask")
		String ask(Duration left);

	}

	interface RepeatableApi {

		@NodeExchange("ask")
		String ask(Duration left);

	}

	interface OnceApi {

		@NodeExchange("ask")
		String ask(Duration left);

	}

	interface PatientApi {

		@NodeExchange("ask")
		String ask(Duration left);

		@NodeExchange("ask")
		Mono<String> askLater(Duration left);

		@NodeExchange("tell")
		CompletableFuture<Void> tell(String text, Duration left);

	}

	@NodeController
	static class Refusals {

		/** What the handler fails with, one call after another, before it succeeds. */
		private final Deque<MessageException> next = new ConcurrentLinkedDeque<>();

		/** The time that each call had left. */
		private final List<Duration> left = new CopyOnWriteArrayList<>();

		@NodeExchange("ask")
		String ask(Duration left) {
			this.left.add(left);
			MessageException refusal = this.next.poll();
			if (refusal != null) {
				throw refusal;
			}
			return "taken";
		}

		@NodeExchange("tell")
		void tell(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/clients.properties")
	@ImportNodeClients(service = "refused", types = RefusedApi.class)
	@ImportNodeClients(service = "repeatable", types = RepeatableApi.class)
	@ImportNodeClients(service = "patient", types = PatientApi.class)
	@ImportNodeClients(service = "once", types = OnceApi.class)
	static class Clients {

	}

}

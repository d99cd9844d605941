package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;

import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that wait for somebody to be connected.
 */
class ConnectionWaitTests {

	private final InMemoryNetwork network = new InMemoryNetwork();

	private Node client;

	@BeforeEach
	void start() {
		this.client = Node.start(this.network, "client");
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.network.close();
	}

	@Test
	void aCallToANodeIsMadeWhenThatIsConnected() {
		CompletableFuture<String> call = ask(NodeCall.to("server", "price"));
		CompletableFuture<String> impatient = this.client.template()
			.requestAsync(NodeCall.to("server", "price"), null, String.class);
		assertThat(Results.failureOf(impatient).outcome()).isEqualTo(Outcome.NOT_SENT);
		assertThat(call).isNotDone();
		try (Node server = startServer()) {
			assertThat(Results.get(call)).isEqualTo("7");
		}
	}

	@Test
	void aCallToAServiceIsMadeWhenANodeThatOffersItIsConnected() {
		CompletableFuture<String> call = ask(NodeCall.toService("prices", "price"));
		assertThat(call).isNotDone();
		try (Node other = Node.start(this.network, "other"); Node server = connected(other)) {
			assertThat(Results.get(call)).isEqualTo("7");
		}
	}

	private Node connected(Node other) {
		this.client.connect(other);
		return startServer();
	}

	@Test
	void aStreamIsOpenedWhenItsNodeIsConnected() {
		CompletableFuture<String> item = Flux.from(FlowAdapters.toPublisher(this.client.template()
			.stream(NodeCall.to("server", "prices").withWaitForConnection().withTimeout(Results.PATIENCE), null,
					String.class)))
			.next()
			.toFuture();
		try (Node server = startServer()) {
			assertThat(Results.get(item)).isEqualTo("7");
		}
	}

	@Test
	void aCallThatHasWaitedInVainSaysWhatItHasWaitedFor() {
		NetworkException failure = Results.failureOf(this.client.template()
			.requestAsync(
					NodeCall.toService("prices", "price").withWaitForConnection().withTimeout(Duration.ofMillis(50)),
					null, String.class));
		assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
		assertThat(failure.detail()).contains("NOT_CONNECTED", "'prices'");
		assertThat(failure.getCause()).isInstanceOf(NetworkException.class);
	}

	@Test
	void anotherFailureEndsTheWaiting() {
		CompletableFuture<String> call = ask(NodeCall.to("server", "no-such-path"));
		try (Node server = startServer()) {
			assertThat(Results.failureOf(call).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		}
	}

	@Test
	void aCancelledCallIsNotMadeLater() {
		CompletableFuture<String> call = ask(NodeCall.to("server", "price"));
		call.cancel(true);
		try (Node server = startServer()) {
			assertThat(Results.get(ask(NodeCall.to("server", "price")))).isEqualTo("7");
			assertThat(server.bean(Prices.class).asked).isEqualTo(1);
		}
	}

	@Test
	void anAttemptThatThrowsWhenAPeerHasChangedEndsTheCall() {
		AtomicInteger attempts = new AtomicInteger();
		CompletableFuture<String> call = ConnectionWait.run(this.client.transport(), NodeCall.to("server", "price"),
				Duration.ofDays(1), (left) -> {
					if (attempts.incrementAndGet() > 1) {
						throw NetworkException.of(ErrorCode.INTERNAL, Outcome.NOT_SENT, "made up by a test",
								ErrorContext.NONE);
					}
					return CompletableFuture.failedFuture(NetworkException.of(ErrorCode.UNKNOWN_PEER, Outcome.NOT_SENT,
							"not yet", ErrorContext.NONE));
				});
		assertThat(call).isNotDone();
		try (Node server = startServer()) {
			assertThat(Results.failureOf(call).code()).isEqualTo(ErrorCode.INTERNAL);
		}
	}

	@ParameterizedTest
	@MethodSource
	void aPeerThatCannotTakeTheCallCausesNoAttempt(NodeCall made) {
		NetworkTransport transport = this.client.transport();
		AtomicInteger attempts = new AtomicInteger();
		CompletableFuture<Integer> call = ConnectionWait.run(transport, made, Duration.ofDays(1),
				(left) -> (attempts.incrementAndGet() > 0 && transport.isConnected(new PeerId("server")))
						? CompletableFuture.completedFuture(attempts.get())
						: CompletableFuture.failedFuture(NetworkException.of(ErrorCode.UNKNOWN_PEER, Outcome.NOT_SENT,
								"not yet", ErrorContext.NONE)));
		try (Node other = Node.start(this.network, "other"); Node server = connected(other)) {
			assertThat(Results.get(call)).as("the attempts").isEqualTo(2);
		}
	}

	private static Stream<NodeCall> aPeerThatCannotTakeTheCallCausesNoAttempt() {
		return Stream.of(NodeCall.to("server", "price"), NodeCall.toService("prices", "price"));
	}

	private CompletableFuture<String> ask(NodeCall call) {
		return this.client.template().requestAsync(call.withWaitForConnection(), null, String.class);
	}

	/** Dials it, too: the call itself does not. */
	private Node startServer() {
		Node server = Node.start(this.network, "server", Set.of("prices"), Prices.class);
		this.client.connect(server);
		return server;
	}

	@NodeController
	static class Prices {

		private volatile int asked;

		@MessageMapping("price")
		String price() {
			this.asked++;
			return "7";
		}

		@MessageMapping("prices")
		Flux<String> prices() {
			return Flux.just("7");
		}

	}

}

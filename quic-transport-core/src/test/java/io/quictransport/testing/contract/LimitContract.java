package io.quictransport.testing.contract;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specifies limits: a message beyond a limit of either end is refused, with a failure
 * that states the limit; one within it is served.
 */
public interface LimitContract extends TransportContract {

	/** A limit small enough to reach. */
	int LIMIT = 8;

	@Test
	default void aPayloadOverTheLimitOfEitherEndIsNotSent() {
		for (boolean own : new boolean[] { true, false }) {
			String round = own ? "-own" : "-theirs";
			NetworkTransport a = nodes().startLimited("node-a" + round,
					(limits) -> own ? limits.withMaxMessageSize(1000) : limits);
			Pair pair = Pair.connected(a,
					nodes().startLimited("node-b" + round, (limits) -> own ? limits : limits.withMaxMessageSize(1000)));
			assertThat(get(pair.request("echo", new byte[1000]))).hasSize(1000);
			long sent = a.stats().messages().bytesSent();
			for (int size : new int[] { 1001, 100_000 }) {
				assertFailed(pair.request("echo", new byte[size]), ErrorCode.MESSAGE_TOO_LARGE, Outcome.NOT_SENT);
				assertFailed(a.send(pair.idOfB(), "log", new byte[size]), ErrorCode.MESSAGE_TOO_LARGE,
						Outcome.NOT_SENT);
			}
			assertThat(a.stats().messages().bytesSent()).isEqualTo(sent);
			pair.assertServes();
		}
	}

	@Test
	default void headersOverTheLimitOfTheReceiverAreNotSent() {
		// Two lengths of one byte each, and what they stand before.
		Pair pair = Pair.of(nodes(), UnaryOperator.identity(), (limits) -> limits.withMaxHeaderSize(2 + 4 + 40));
		NetworkMessage request = pair.message("echo");
		get(pair.a().request(request.withHeaders(Map.of("name", "ä".repeat(20))), Pair.TIMEOUT));
		assertFailed(pair.a().request(request.withHeaders(Map.of("name", "ä".repeat(20) + "x")), Pair.TIMEOUT),
				ErrorCode.HEADERS_TOO_LARGE, Outcome.NOT_SENT);
		pair.assertServes();
	}

	@Test
	default void aReplyThatIsTooLargeForItsCallerFailsAndSaysSo() {
		Pair pair = Pair.of(nodes(), (limits) -> limits.withMaxMessageSize(1000).withMaxHeaderSize(100),
				UnaryOperator.identity());
		pair.b().onRequest("large", (request, context) -> CompletableFuture.completedFuture(new byte[1001]));
		pair.b().onRequest("headers", (request, context) -> {
			context.replyHeader("name", "x".repeat(100));
			return CompletableFuture.completedFuture(new byte[0]);
		});
		assertFailed(pair.request("large", bytes("x")), ErrorCode.MESSAGE_TOO_LARGE, Outcome.UNKNOWN);
		assertFailed(pair.request("headers", bytes("x")), ErrorCode.HEADERS_TOO_LARGE, Outcome.UNKNOWN);
		pair.assertServes();
	}

	@Test
	default void aCallOverTheMessagesInFlightOfEitherEndIsNotSent() {
		for (boolean own : new boolean[] { true, false }) {
			String round = own ? "-own" : "-theirs";
			NetworkTransport a = nodes().startLimited("node-a" + round,
					(limits) -> own ? limits.withMaxInFlight(LIMIT) : limits);
			Pair pair = Pair.connected(a,
					nodes().startLimited("node-b" + round, (limits) -> own ? limits : limits.withMaxInFlight(LIMIT)));
			CompletableFuture<byte[]> answer = new CompletableFuture<>();
			pair.b().onRequest("held", (request, context) -> answer);
			List<CompletableFuture<byte[]>> held = hold(pair);
			assertFailed(pair.request("echo", bytes("x")), ErrorCode.OVERLOADED, Outcome.NOT_SENT);
			assertFailed(pair.send("log", "1"), ErrorCode.OVERLOADED, Outcome.NOT_SENT);
			answer.complete(bytes("late"));
			held.forEach((call) -> assertThat(get(call)).isEqualTo(bytes("late")));
			pair.assertServes();
		}
	}

	@Test
	default void aRequestOverTheHandlersOfTheReceiverIsNotAccepted() {
		Pair pair = Pair.of(nodes(), UnaryOperator.identity(), (limits) -> limits.withMaxHandlers(LIMIT));
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		pair.b().onRequest("held", (request, context) -> answer);
		List<CompletableFuture<byte[]>> held = hold(pair);
		assertFailed(pair.request("echo", bytes("x")), ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED);
		answer.complete(bytes("late"));
		held.forEach((call) -> assertThat(get(call)).isEqualTo(bytes("late")));
		pair.assertServes();
	}

	/** Has a ask b until no more is admitted. */
	private static List<CompletableFuture<byte[]>> hold(Pair pair) {
		List<CompletableFuture<byte[]>> held = IntStream.range(0, LIMIT)
			.mapToObj((i) -> pair.request("held", bytes("x")))
			.toList();
		eventually().until(() -> pair.b().stats().handlers().running() == LIMIT);
		return held;
	}

	@Test
	default void aOneWayMessageOverTheQueueOfTheReceiverIsNotAccepted() {
		Pair pair = Pair.of(nodes(), UnaryOperator.identity(), (limits) -> limits.withMaxQueuedMessages(LIMIT));
		CountDownLatch gate = new CountDownLatch(1);
		pair.b().onMessage("held", (message, context) -> gate.await());
		for (int i = 0; i < LIMIT; i++) {
			get(pair.send("held", Integer.toString(i)));
		}
		assertFailed(pair.send("held", "over"), ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED);
		assertThat(get(pair.request("echo", bytes("x")))).isEqualTo(bytes("x"));
		gate.countDown();
		pair.assertServes();
		get(pair.send("held", "again"));
	}

	@Test
	default void bytesOnTheirWayAreLimitedButOneMessageAlwaysPasses() {
		Pair pair = Pair.of(nodes(), (limits) -> limits.withMaxQueuedBytes(64 * 1024), UnaryOperator.identity());
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		pair.b().onRequest("held", (request, context) -> answer);
		CompletableFuture<byte[]> held = pair.request("held", new byte[40 * 1024]);
		assertFailed(pair.request("echo", new byte[40 * 1024]), ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		answer.complete(bytes("late"));
		get(held);
		assertThat(get(pair.request("echo", new byte[100_000]))).hasSize(100_000);
		pair.assertServes();
	}

	@Test
	default void whatTheHandlerExecutorRejectsIsNotAccepted() {
		AtomicBoolean rejecting = new AtomicBoolean();
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			NetworkTransport b = nodes().start("node-b", (options) -> options.withHandlerExecutor((task) -> {
				if (rejecting.get()) {
					throw new RejectedExecutionException("full");
				}
				threads.execute(task);
			}));
			b.onMessage("log", (message, context) -> {
			});
			Pair pair = Pair.connected(nodes().start("node-a"), b);
			rejecting.set(true);
			assertFailed(pair.request("echo", bytes("x")), ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED);
			assertFailed(pair.send("log", "1"), ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED);
			rejecting.set(false);
			get(pair.send("log", "2"));
			pair.assertServes();
			nodes().close();
		}
		finally {
			threads.shutdown();
		}
	}

	private static void assertFailed(CompletableFuture<?> call, ErrorCode code, Outcome outcome) {
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure.outcome()).isEqualTo(outcome);
		assertThat(failure.isRetryable()).isEqualTo(code == ErrorCode.OVERLOADED);
	}

}

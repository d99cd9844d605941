package io.quictransport.testing.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.quictransport.ConfigurationException;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Specifies requests as their callers see them.
 */
public interface RequestContract extends TransportContract {

	@Test
	default void aRequestIsAnsweredInBothDirectionsOverOneConnection() {
		Pair pair = Pair.of(nodes());
		pair.a()
			.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
					RequestHandler.replying(NetworkMessage::payload));
		assertThat(get(pair.request("echo", bytes("hello")))).isEqualTo(bytes("hello"));
		assertThat(get(pair.b().request(pair.idOfA(), "echo", bytes("world")))).isEqualTo(bytes("world"));
		assertThat(pair.a().stats().connections().open()).isEqualTo(1);
		assertThat(pair.b().stats().connections().open()).isEqualTo(1);
	}

	@Test
	default void anEmptyAndALargePayloadComeBackAsTheyWere() {
		Pair pair = Pair.of(nodes());
		byte[] large = new byte[1024 * 1024];
		new Random(1).nextBytes(large);
		assertThat(get(pair.request("echo", new byte[0]))).isEmpty();
		assertThat(get(pair.request("echo", large))).isEqualTo(large);
	}

	@Test
	default void manyRequestsAtATimeGetTheirOwnAnswers() {
		Pair pair = Pair.of(nodes());
		List<CompletableFuture<byte[]>> calls = IntStream.range(0, 500)
			.mapToObj((i) -> pair.request("echo", bytes("request " + i)))
			.toList();
		for (int i = 0; i < calls.size(); i++) {
			assertThat(get(calls.get(i))).isEqualTo(bytes("request " + i));
		}
		pair.assertServes();
	}

	@Test
	default void theHandlerSeesTheMessageAsItWasSentAndItsTrueSender() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<NetworkMessage> seen = new CompletableFuture<>();
		CompletableFuture<PeerId> sender = new CompletableFuture<>();
		pair.b().onRequest("look", (request, context) -> {
			sender.complete(context.peer());
			seen.complete(request);
			return CompletableFuture.completedFuture(new byte[0]);
		});
		NetworkMessage request = new NetworkMessage(new PeerId("somebody-else"), pair.idOfB(), MessageType.REQUEST,
				"look", Map.of("traceparent", "00-1", "", "ä"), "order-7", bytes("x"));
		get(pair.a().request(request, Pair.TIMEOUT));
		assertThat(get(seen)).isEqualTo(new NetworkMessage(pair.idOfA(), pair.idOfB(), MessageType.REQUEST, "look",
				request.headers(), "order-7", bytes("x")));
		assertThat(get(sender)).isEqualTo(pair.idOfA());
	}

	@Test
	default void theCallerSeesWhoseReplyItIsAndToWhat() {
		Pair pair = Pair.of(nodes());
		pair.b().onRequest("look", (request, context) -> {
			context.replyHeader("answered-by", "b");
			return CompletableFuture.completedFuture(bytes("y"));
		});
		NetworkMessage reply = get(pair.a().request(pair.message("look").withCorrelationId("order-7"), Pair.TIMEOUT));
		assertThat(reply).isEqualTo(new NetworkMessage(pair.idOfB(), pair.idOfA(), MessageType.REPLY, "look",
				Map.of("answered-by", "b"), "order-7", bytes("y")));
	}

	@Test
	default void aPathWithoutARequestHandlerIsRefusedAtOnce() {
		Pair pair = Pair.of(nodes());
		pair.b().onMessage("log", (message, context) -> {
		});
		for (String path : List.of("nowhere", "log", "Echo", "echo/", "ech")) {
			NetworkException failure = failureOf(pair.request(path, bytes("x")));
			assertThat(failure.code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
			assertThat(failure.isRetryable()).isFalse();
			assertThat(failure).hasMessageContaining("path=" + path).hasMessageContaining("peer=node-b");
		}
		pair.assertServes();
	}

	@Test
	default void aPathHasOneHandlerOfItsRequestsBesideThoseOfItsMessages() {
		Pair pair = Pair.of(nodes());
		RequestHandler other = RequestHandler.replying((request) -> bytes("other"));
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> pair.b().onRequest("echo", other));
		pair.b().onMessage("echo", (message, context) -> {
		});
		get(pair.send("echo", "1"));
		pair.assertServes();
	}

	@Test
	default void aHandlerThatIsRemovedFinishesWhatItHasBegun() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<Void> running = new CompletableFuture<>();
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		Registration registration = pair.b().onRequest("late", (request, context) -> {
			running.complete(null);
			return answer;
		});
		CompletableFuture<byte[]> begun = pair.request("late", bytes("x"));
		get(running);
		registration.close();
		assertThat(failureOf(pair.request("late", bytes("x"))).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		RequestHandler same = RequestHandler.replying((request) -> bytes("new"));
		pair.b().onRequest("late", same).close();
		Registration next = pair.b().onRequest("late", same);
		registration.close();
		assertThat(get(pair.request("late", bytes("x")))).isEqualTo(bytes("new"));
		next.close();
		pair.b().onRequest("late", same);
		next.close();
		assertThat(get(pair.request("late", bytes("x")))).isEqualTo(bytes("new"));
		answer.complete(bytes("old"));
		assertThat(get(begun)).isEqualTo(bytes("old"));
	}

	@Test
	default void aRequestFailsAtItsDeadlineAndItsHandlerIsCancelled() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
		CompletableFuture<Void> running = new CompletableFuture<>();
		pair.b().onRequest("slow", (request, context) -> {
			context.onCancel(() -> cancelled.complete(context.isCancelled()));
			running.complete(null);
			return new CompletableFuture<>();
		});
		NetworkException failure;
		Duration timeout = Duration.ofMillis(150);
		do {
			// Until it is enough to reach the handler on this machine.
			timeout = timeout.multipliedBy(2);
			long begun = System.nanoTime();
			failure = failureOf(pair.a().request(pair.message("slow"), timeout));
			assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(timeout.minusMillis(10));
		}
		while (!running.isDone());
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(failure.isRetryable()).isFalse();
		assertThat(get(cancelled)).isTrue();
	}

	@Test
	default void aHandlerKnowsHowMuchOfItsDeadlineIsLeft() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<Duration> remaining = new CompletableFuture<>();
		pair.b().onRequest("timed", (request, context) -> {
			remaining.complete(context.remaining());
			return CompletableFuture.completedFuture(request.payload());
		});
		get(pair.a().request(pair.message("timed"), Pair.TIMEOUT));
		assertThat(get(remaining)).isBetween(Duration.ofMillis(1), Pair.TIMEOUT);
	}

	@Test
	default void aHandlerThatAnswersTooLateDisturbsNothing() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		pair.b().onRequest("late", (request, context) -> answer);
		assertThat(failureOf(pair.a().request(pair.message("late"), Duration.ofMillis(50))).code())
			.isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		answer.complete(bytes("too late"));
		pair.assertServes();
	}

	@Test
	default void aRequestThatItsCallerCancelsIsCancelledAtItsHandler() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<Void> running = new CompletableFuture<>();
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		pair.b().onRequest("slow", (request, context) -> {
			context.onCancel(() -> cancelled.complete(null));
			running.complete(null);
			return answer;
		});
		CompletableFuture<byte[]> call = pair.request("slow", bytes("x"));
		get(running);
		call.cancel(true);
		get(cancelled);
		answer.complete(new byte[0]);
		pair.assertServes();
	}

	@Test
	default void aStageThatDependsOnACallMayMakeTheNext() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<byte[]> chain = pair.request("echo", new byte[1]);
		for (int i = 2; i <= 50; i++) {
			byte[] next = new byte[i];
			chain = chain.thenCompose((reply) -> pair.request("echo", next));
		}
		assertThat(get(chain)).hasSize(50);
		pair.assertServes();
	}

}

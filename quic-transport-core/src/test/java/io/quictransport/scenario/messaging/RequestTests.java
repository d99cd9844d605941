package io.quictransport.scenario.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests between two nodes over one connection.
 */
class RequestTests {

	private final TestNodes nodes = new TestNodes();

	private QuicTransport a;

	private QuicTransport b;

	@BeforeEach
	void connect() {
		this.a = this.nodes.start("node-a");
		this.b = this.nodes.start("node-b");
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		this.a.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying(NetworkMessage::payload));
		TestNodes.connect(this.a, this.b);
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aRequestIsAnsweredInBothDirectionsOverOneConnection() {
		assertThat(get(this.a.request(idOf(this.b), "echo", bytes("hello")))).isEqualTo(bytes("hello"));
		assertThat(get(this.b.request(idOf(this.a), "echo", bytes("world")))).isEqualTo(bytes("world"));
		assertThat(this.a.stats().connections().open()).isEqualTo(1);
		assertThat(this.b.stats().connections().open()).isEqualTo(1);
	}

	@Test
	void anEmptyAndALargePayloadComeBackAsTheyWere() {
		byte[] large = new byte[1024 * 1024];
		new Random(1).nextBytes(large);
		assertThat(get(this.a.request(idOf(this.b), "echo", new byte[0]))).isEmpty();
		assertThat(get(this.a.request(idOf(this.b), "echo", large))).isEqualTo(large);
		assertThat(get(this.b.request(idOf(this.a), "echo", large))).isEqualTo(large);
	}

	@Test
	void theHandlerSeesTheMessageAsItWasSent() {
		CompletableFuture<NetworkMessage> seen = new CompletableFuture<>();
		this.b.onRequest("look", (request, context) -> {
			seen.complete(request);
			context.replyHeader("answered-by", "b");
			return CompletableFuture.completedFuture(new byte[] { 1 });
		});
		NetworkMessage request = NetworkMessage.request(idOf(this.b), "look", bytes("x"))
			.withHeaders(Map.of("traceparent", "00-1"))
			.withCorrelationId("order-7");
		NetworkMessage reply = get(this.a.request(request, TestNodes.UNHURRIED));
		assertThat(get(seen).source()).isEqualTo(idOf(this.a));
		assertThat(get(seen).headers()).containsEntry("traceparent", "00-1");
		assertThat(get(seen).correlationId()).isEqualTo("order-7");
		assertThat(reply.correlationId()).isEqualTo("order-7");
		assertThat(reply.headers()).containsEntry("answered-by", "b");
		assertThat(reply.source()).isEqualTo(idOf(this.b));
	}

	@Test
	void fiveCallsAreAnsweredAndTheEventsThatTheyCauseComeBackInOrder() {
		List<String> events = new CopyOnWriteArrayList<>();
		this.a.onMessage("added", (message, context) -> events.add(message.correlationId()));
		this.b.onRequest("add", (request, context) -> {
			NetworkMessage event = NetworkMessage.message(context.peer(), "added", request.payload())
				.withCorrelationId(request.correlationId());
			return this.b.send(event, TestNodes.UNHURRIED).thenApply((admitted) -> request.payload());
		});
		for (int call = 1; call <= 5; call++) {
			NetworkMessage request = NetworkMessage.request(idOf(this.b), "add", bytes("x"))
				.withCorrelationId("c" + call);
			assertThat(get(this.a.request(request, TestNodes.UNHURRIED)).correlationId()).isEqualTo("c" + call);
		}
		await().untilAsserted(() -> assertThat(events).containsExactly("c1", "c2", "c3", "c4", "c5"));
	}

	@Test
	void anUnknownPathIsRefusedAtOnce() {
		NetworkException failure = failureOf(this.a.request(idOf(this.b), "nowhere", bytes("x")));
		assertThat(failure.code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
		assertThat(failure).hasMessageContaining("path=nowhere").hasMessageContaining("peer=node-b");
	}

	@Test
	void aHandlerThatThrowsGivesTheCallerATypedErrorAndKillsNothing() {
		this.b.onRequest("broken", (request, context) -> {
			throw new IllegalStateException("no");
		});
		NetworkException failure = failureOf(this.a.request(idOf(this.b), "broken", bytes("x")));
		assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(get(this.a.request(idOf(this.b), "echo", bytes("still")))).isEqualTo(bytes("still"));
	}

	@Test
	void aRequestFailsAtItsDeadlineAndItsHandlerIsCancelled() {
		CompletableFuture<Void> running = new CompletableFuture<>();
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		this.b.onRequest("slow", (request, context) -> {
			context.onCancel(() -> cancelled.complete(null));
			running.complete(null);
			return new CompletableFuture<>();
		});
		NetworkException failure;
		Duration timeout = Duration.ofMillis(150);
		do {
			// Until it is enough to reach the handler on this machine.
			timeout = timeout.multipliedBy(2);
			long begun = System.nanoTime();
			failure = failureOf(this.a.request(NetworkMessage.request(idOf(this.b), "slow", bytes("x")), timeout));
			assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(timeout.minusMillis(10));
		}
		while (!running.isDone());
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		get(cancelled);
	}

	@Test
	void cancellingARequestCancelsItsHandler() {
		CompletableFuture<Void> running = new CompletableFuture<>();
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		this.b.onRequest("slow", (request, context) -> {
			context.onCancel(() -> cancelled.complete(null));
			running.complete(null);
			return new CompletableFuture<>();
		});
		CompletableFuture<byte[]> call = this.a.request(idOf(this.b), "slow", bytes("x"));
		get(running);
		call.cancel(true);
		get(cancelled);
		await().until(() -> this.a.peers().get(0).messages().inFlight() == 0);
	}

	@Test
	void waitingOnAnEventLoopFailsInsteadOfHanging() {
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		this.a.onRequest(Route.path("blocking").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> {
			try {
				this.a.request(idOf(this.b), "echo", bytes("x")).join();
			}
			catch (NetworkException ex) {
				thrown.complete(ex);
			}
			return CompletableFuture.completedFuture(new byte[0]);
		});
		get(this.b.request(idOf(this.a), "blocking", bytes("x")));
		assertThat(get(thrown)).isInstanceOfSatisfying(NetworkException.class,
				(ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.BLOCKING_ON_EVENT_LOOP));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}

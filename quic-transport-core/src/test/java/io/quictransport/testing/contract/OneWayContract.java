package io.quictransport.testing.contract;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specifies acknowledged one-way messages.
 */
public interface OneWayContract extends TransportContract {

	@Test
	default void aMessageIsAcknowledgedWhenItIsAdmittedNotWhenItIsHandled() {
		Pair pair = Pair.of(nodes());
		CountDownLatch gate = new CountDownLatch(1);
		CompletableFuture<NetworkMessage> handled = new CompletableFuture<>();
		pair.b().onMessage("log", (message, context) -> {
			gate.await();
			handled.complete(message);
		});
		NetworkMessage message = new NetworkMessage(new PeerId("somebody-else"), pair.idOfB(), MessageType.MESSAGE,
				"log", Map.of("name", "value"), "order-7", bytes("x"));
		get(pair.a().send(message, Pair.TIMEOUT));
		assertThat(handled).isNotDone();
		assertThat(pair.b().stats().handlers().running()).isEqualTo(1);
		assertThat(pair.a().stats().messages().inFlight()).isZero();
		gate.countDown();
		assertThat(get(handled)).isEqualTo(new NetworkMessage(pair.idOfA(), pair.idOfB(), MessageType.MESSAGE, "log",
				Map.of("name", "value"), "order-7", bytes("x")));
		eventually().until(() -> pair.b().stats().handlers().running() == 0);
	}

	@Test
	default void aPathKeepsItsOrderWithSmallAndLargeMessagesMixed() {
		Pair pair = Pair.of(nodes());
		for (Dispatch dispatch : Dispatch.values()) {
			Queue<Integer> handled = new ConcurrentLinkedQueue<>();
			pair.b()
				.onMessage(Route.path("log-" + dispatch).withDispatch(dispatch),
						(message, context) -> handled.add(ByteBuffer.wrap(message.payload()).getInt()));
			List<CompletableFuture<Void>> sent = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				byte[] payload = ByteBuffer.allocate((i % 10 == 0) ? 100_000 : 100).putInt(i).array();
				sent.add(pair.a().send(pair.idOfB(), "log-" + dispatch, payload));
			}
			sent.forEach(Results::get);
			eventually().until(() -> handled.size() >= 200);
			assertThat(handled).containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
		}
	}

	@Test
	default void messagesOfOnePeerOnOnePathAreHandledOneAtATime() {
		Pair pair = Pair.of(nodes());
		NetworkTransport c = nodes().start("node-c");
		ContractNodes.connect(c, pair.b());
		CountDownLatch gate = new CountDownLatch(1);
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		pair.b().onRequest("ask", RequestHandler.replying(NetworkMessage::payload));
		pair.b().onMessage("other", (message, context) -> handled.add("other " + context.peer()));
		pair.b().onMessage("log", (message, context) -> {
			handled.add("begun " + context.peer());
			if (context.peer().equals(pair.idOfA())) {
				gate.await();
			}
		});
		get(pair.send("log", "1"));
		get(pair.send("log", "2"));
		eventually().until(() -> handled.contains("begun node-a"));
		get(c.send(pair.idOfB(), "log", bytes("x")));
		get(pair.send("other", "3"));
		assertThat(get(pair.request("ask", bytes("x")))).isEqualTo(bytes("x"));
		eventually().until(() -> handled.size() == 3);
		assertThat(handled).containsExactlyInAnyOrder("begun node-a", "begun node-c", "other node-a");
		gate.countDown();
		eventually().until(() -> handled.size() == 4);
		assertThat(handled).endsWith("begun node-a");
	}

	@Test
	default void aPathWithoutAMessageHandlerIsRefusedAtOnceAndOtherPathsGoOn() {
		Pair pair = Pair.of(nodes());
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		pair.b().onMessage("log", (message, context) -> handled.add(message.correlationId()));
		CompletableFuture<Void> before = pair.send("log", "1");
		List<CompletableFuture<Void>> refused = List.of(pair.send("nowhere", "2"), pair.send("echo", "3"),
				pair.a().send(pair.idOfB(), "nowhere", new byte[100_000]));
		CompletableFuture<Void> after = pair.send("log", "4");
		for (CompletableFuture<Void> call : refused) {
			NetworkException failure = failureOf(call);
			assertThat(failure.code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
			assertThat(failure.isRetryable()).isFalse();
		}
		get(before);
		get(after);
		eventually().until(() -> handled.size() == 2);
		assertThat(handled).containsExactly("1", "4");
	}

	@Test
	default void aHandlerThatThrowsIsCountedAndTheNextMessageIsHandled() {
		Pair pair = Pair.of(nodes());
		for (Dispatch dispatch : Dispatch.values()) {
			Queue<String> handled = new ConcurrentLinkedQueue<>();
			pair.b().onMessage(Route.path("log-" + dispatch).withDispatch(dispatch), (message, context) -> {
				switch (message.correlationId()) {
					case "1" -> throw new IllegalStateException("an exception");
					case "2" -> throw new AssertionError("an error");
					default -> handled.add(message.correlationId());
				}
			});
			for (String mark : List.of("0", "1", "2", "3")) {
				get(pair.send("log-" + dispatch, mark));
			}
			eventually().until(() -> handled.size() == 2);
			assertThat(handled).containsExactly("0", "3");
		}
		assertThat(pair.b().stats().errors()).containsEntry(ErrorCode.HANDLER_FAILED, 4L);
		pair.assertServes();
	}

	@Test
	default void aMessageHandlerThatIsRemovedStillHandlesWhatWasAdmitted() {
		Pair pair = Pair.of(nodes());
		CountDownLatch gate = new CountDownLatch(1);
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		Registration registration = pair.b().onMessage("log", (message, context) -> {
			gate.await();
			handled.add(message.correlationId());
		});
		get(pair.send("log", "1"));
		get(pair.send("log", "2"));
		registration.close();
		assertThat(failureOf(pair.send("log", "3")).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		gate.countDown();
		eventually().until(() -> handled.size() == 2);
		assertThat(handled).containsExactly("1", "2");
	}

	@Test
	default void messagesAndBytesAreCountedAtBothEnds() {
		Pair pair = Pair.of(nodes());
		pair.b().onMessage("log", (message, context) -> {
		});
		get(pair.a().send(pair.idOfB(), "log", new byte[30]));
		get(pair.request("echo", new byte[12]));
		assertThat(pair.a().stats().messages().sent()).isEqualTo(2);
		assertThat(pair.a().stats().messages().bytesSent()).isEqualTo(42);
		assertThat(pair.a().stats().messages().received()).isEqualTo(1);
		assertThat(pair.a().stats().messages().bytesReceived()).isEqualTo(12);
		assertThat(pair.b().stats().messages().received()).isEqualTo(2);
		assertThat(pair.b().stats().messages().bytesReceived()).isEqualTo(42);
		assertThat(pair.b().stats().messages().sent()).isEqualTo(1);
		assertThat(pair.a().peers().get(0).messages().sent()).isEqualTo(2);
		assertThat(pair.b().peers().get(0).messages().bytesReceived()).isEqualTo(42);
	}

	@Test
	default void aMessageWithoutACallersTimeoutHasTheDefaultOne() {
		NetworkTransport a = nodes().start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(Duration.ofMillis(200))));
		Pair pair = Pair.connected(a, nodes().start("node-b"));
		pair.b().onRequest("endless", (request, context) -> new CompletableFuture<>());
		assertThat(failureOf(pair.request("endless", new byte[0])).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
	}

}

package io.quictransport.scenario.messaging;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Acknowledged one-way messages between two nodes over one connection, and what handlers
 * do to one another.
 */
class OneWayTests {

	private static final int LARGE = 64 * 1024;

	private final TestNodes nodes = new TestNodes();

	/** Holds the handlers that a test makes slow. */
	private final CountDownLatch gate = new CountDownLatch(1);

	private QuicTransport a;

	private QuicTransport b;

	@BeforeEach
	void connect() {
		this.a = this.nodes.start("node-a");
		this.b = this.nodes.start("node-b");
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		TestNodes.connect(this.a, this.b);
	}

	@AfterEach
	void close() {
		this.gate.countDown();
		this.nodes.close();
	}

	@Test
	void aMessageIsAcknowledgedWhenItIsAdmittedNotWhenItIsHandled() {
		CompletableFuture<NetworkMessage> handled = new CompletableFuture<>();
		this.b.onMessage("log", (message, context) -> {
			this.gate.await();
			handled.complete(message);
		});
		NetworkMessage message = NetworkMessage.message(idOf(this.b), "log", bytes("x")).withCorrelationId("order-7");
		get(this.a.send(message, TestNodes.UNHURRIED));
		assertThat(handled).isNotDone();
		assertThat(this.b.stats().handlers().running()).isEqualTo(1);
		this.gate.countDown();
		assertThat(get(handled).source()).isEqualTo(idOf(this.a));
		assertThat(get(handled).correlationId()).isEqualTo("order-7");
		await().until(() -> this.b.stats().handlers().running() == 0);
		assertThat(this.a.stats().messages().inFlight()).isZero();
	}

	@Test
	void aPathKeepsItsOrderWithSmallAndLargeMessagesMixed() {
		Random random = new Random(7);
		List<Integer> sizes = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			sizes.add(4 + ((i % 10 < 8) ? random.nextInt(4096) : random.nextInt(3 * LARGE)));
		}
		sizes.addAll(List.of(LARGE, LARGE + 1, 4, LARGE + 1, LARGE, 1024 * 1024, 4));
		Queue<Integer> handled = new ConcurrentLinkedQueue<>();
		Queue<Integer> handledSizes = new ConcurrentLinkedQueue<>();
		this.b.onMessage("log", (message, context) -> {
			handled.add(ByteBuffer.wrap(message.payload()).getInt());
			handledSizes.add(message.payload().length);
		});
		List<CompletableFuture<Void>> sent = new ArrayList<>();
		for (int i = 0; i < sizes.size(); i++) {
			sent.add(this.a.send(idOf(this.b), "log", ByteBuffer.allocate(sizes.get(i)).putInt(i).array()));
		}
		sent.forEach(TestNodes::get);
		await().until(() -> handled.size() >= sizes.size());
		assertThat(handled).containsExactlyElementsOf(IntStream.range(0, sizes.size()).boxed().toList());
		assertThat(handledSizes).containsExactlyElementsOf(sizes);
	}

	@Test
	void anUnknownPathIsRefusedAtOnceAndOtherPathsGoOn() {
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		this.b.onMessage("log", (message, context) -> handled.add(message.correlationId()));
		CompletableFuture<Void> before = send("log", 1);
		CompletableFuture<Void> small = this.a.send(idOf(this.b), "nowhere", bytes("x"));
		CompletableFuture<Void> large = this.a.send(idOf(this.b), "nowhere", new byte[LARGE + 1]);
		CompletableFuture<Void> after = send("log", 2);
		for (CompletableFuture<Void> refused : List.of(small, large)) {
			NetworkException failure = failureOf(refused);
			assertThat(failure.code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
			assertThat(failure).hasMessageContaining("path=nowhere").hasMessageContaining("peer=node-b");
		}
		get(before);
		get(after);
		await().until(() -> handled.size() == 2);
		assertThat(handled).containsExactly("1", "2");
	}

	@Test
	void aHandlerThatIsRemovedStillHandlesWhatWasAdmitted() {
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		Registration registration = this.b.onMessage("log", (message, context) -> {
			this.gate.await();
			handled.add(message.correlationId());
		});
		get(send("log", 1));
		get(send("log", 2));
		registration.close();
		assertThat(failureOf(send("log", 3)).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		this.gate.countDown();
		await().until(() -> handled.size() == 2);
		assertThat(handled).containsExactly("1", "2");
	}

	@Test
	void oneSlowMessageHandlerOfAHundredDelaysNothingElse() {
		Queue<String> slow = new ConcurrentLinkedQueue<>();
		CompletableFuture<Void> running = new CompletableFuture<>();
		for (int i = 1; i < 100; i++) {
			this.b.onMessage("path-" + i, (message, context) -> this.b.send(context.peer(), "done", message.payload()));
		}
		this.b.onMessage("path-0", (message, context) -> {
			running.complete(null);
			this.gate.await();
			slow.add(message.correlationId());
		});
		Arrivals arrivals = new Arrivals(this.a);
		get(send("path-0", 0));
		get(running);
		for (int i = 1; i < 20; i++) {
			// Admitted all the same: the path's queue takes them.
			get(send("path-0", i));
		}
		assertAllElseIsServed(arrivals);
		assertThat(slow).isEmpty();
		this.gate.countDown();
		await().until(() -> slow.size() == 20);
		assertThat(slow).containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
	}

	@Test
	void oneSlowRequestHandlerDelaysNothingElse() {
		CompletableFuture<Void> running = new CompletableFuture<>();
		for (int i = 1; i < 100; i++) {
			this.b.onMessage("path-" + i, (message, context) -> this.b.send(context.peer(), "done", message.payload()));
		}
		this.b.onRequest("slow", (request, context) -> {
			running.complete(null);
			this.gate.await();
			return CompletableFuture.completedFuture(bytes("late"));
		});
		Arrivals arrivals = new Arrivals(this.a);
		CompletableFuture<byte[]> held = this.a.request(idOf(this.b), "slow", bytes("x"));
		get(running);
		assertAllElseIsServed(arrivals);
		assertThat(held).isNotDone();
		this.gate.countDown();
		assertThat(get(held)).isEqualTo(bytes("late"));
	}

	@Test
	void aHandlerThatThrowsKillsNothing() {
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		this.b.onMessage("log", (message, context) -> {
			switch (message.correlationId()) {
				case "1" -> throw new IllegalStateException("an exception");
				case "2" -> throw new AssertionError("an error");
				case "3" -> throw new StackOverflowError("a worse one");
				default -> handled.add(message.correlationId());
			}
		});
		for (int i = 0; i < 5; i++) {
			get(send("log", i));
		}
		await().until(() -> handled.size() == 2);
		assertThat(handled).containsExactly("0", "4");
		assertThat(this.b.stats().errors()).containsEntry(ErrorCode.HANDLER_FAILED, 3L);
		await().until(() -> this.b.stats().handlers().running() == 0);
		assertThat(this.a.stats().connections().closed()).isZero();
		assertThat(get(this.a.request(idOf(this.b), "echo", bytes("still")))).isEqualTo(bytes("still"));
	}

	@Test
	void anErrorInARequestHandlerIsToldToItsCallerAndKillsNothing() {
		for (Dispatch dispatch : Dispatch.values()) {
			this.b.onRequest(Route.path("broken-" + dispatch).withDispatch(dispatch), (request, context) -> {
				throw new AssertionError("an error");
			});
			NetworkException failure = failureOf(this.a.request(idOf(this.b), "broken-" + dispatch, bytes("x")));
			assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
			assertThat(failure).hasMessageContaining("AssertionError");
			assertThat(get(this.a.request(idOf(this.b), "echo", bytes("still")))).isEqualTo(bytes("still"));
		}
		assertThat(this.a.stats().connections().closed()).isZero();
	}

	@Test
	void anEventLoopHandlerRunsWhereTheMessageIsReadAndMayThrow() {
		List<String> handled = Collections.synchronizedList(new ArrayList<>());
		this.b.onMessage(Route.path("quick").withDispatch(Dispatch.EVENT_LOOP), (message, context) -> {
			handled.add(message.correlationId() + " " + isEventLoop());
			if (message.correlationId().equals("1")) {
				throw new AssertionError("an error");
			}
		});
		CompletableFuture<Boolean> elsewhere = new CompletableFuture<>();
		this.b.onMessage("log", (message, context) -> elsewhere.complete(isEventLoop()));
		for (int i = 0; i < 4; i++) {
			get(send("quick", i));
		}
		get(send("log", 0));
		assertThat(handled).containsExactly("0 true", "1 true", "2 true", "3 true");
		assertThat(get(elsewhere)).isFalse();
		await().until(() -> this.b.stats().handlers().running() == 0);
	}

	private CompletableFuture<Void> send(String path, int number) {
		return this.a.send(
				NetworkMessage.message(idOf(this.b), path, bytes("x")).withCorrelationId(Integer.toString(number)),
				TestNodes.UNHURRIED);
	}

	/**
	 * Makes 198 calls, requests and one-way messages that come back, on 100 paths. None
	 * could be answered before what is held, if it had to wait for that.
	 */
	private void assertAllElseIsServed(Arrivals arrivals) {
		for (int i = 1; i < 100; i++) {
			CompletableFuture<Void> back = arrivals.next();
			get(this.a.send(idOf(this.b), "path-" + i, bytes("x")));
			get(back);
			assertThat(get(this.a.request(idOf(this.b), "echo", bytes("x")))).isEqualTo(bytes("x"));
		}
	}

	/**
	 * Tells when the next message has come back, one at a time.
	 */
	private static final class Arrivals {

		private volatile CompletableFuture<Void> next = new CompletableFuture<>();

		Arrivals(QuicTransport node) {
			node.onMessage("done", (message, context) -> this.next.complete(null));
		}

		CompletableFuture<Void> next() {
			CompletableFuture<Void> expected = new CompletableFuture<>();
			this.next = expected;
			return expected;
		}

	}

	/** Event loops are named after their node. */
	private static boolean isEventLoop() {
		return Thread.currentThread().getName().startsWith("quic-node-");
	}

}

package io.quictransport.scenario.messaging;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import io.quictransport.testing.Timings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer that wants more than its share is told to come back later, and the others do not
 * notice.
 */
class FairnessTests {

	private static final int HANDLERS = 16;

	private static final int HANDLING_MILLIS = 10;

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Alone
	@Test
	void aGreedyPeerIsRefusedAndTheOthersAreServedAsBefore(Stalls stalls) throws InterruptedException {
		QuicTransport node = this.nodes.start("node-b",
				(options) -> options.withLimits(options.limits().withMaxHandlers(HANDLERS)));
		node.onRequest("work", (request, context) -> {
			TimeUnit.MILLISECONDS.sleep(HANDLING_MILLIS);
			return CompletableFuture.completedFuture(request.payload());
		});
		QuicTransport modest = this.nodes.start("node-a");
		QuicTransport greedy = this.nodes.start("node-c");
		TestNodes.connect(modest, node);
		TestNodes.connect(greedy, node);
		Timings before = timed(modest, node, stalls);

		AtomicBoolean enough = new AtomicBoolean();
		AtomicInteger refused = new AtomicInteger();
		AtomicInteger withoutAdvice = new AtomicInteger();
		Thread flood = new Thread(() -> {
			while (!enough.get()) {
				CompletableFuture<?>[] calls = new CompletableFuture<?>[10 * HANDLERS];
				Arrays.setAll(calls, (i) -> greedy.request(idOf(node), "work", new byte[64]).handle((reply, cause) -> {
					if (cause instanceof MessageException ex && ex.code() == ErrorCode.OVERLOADED) {
						refused.incrementAndGet();
						if (ex.retryAfter().isZero()) {
							withoutAdvice.incrementAndGet();
						}
					}
					return null;
				}));
				CompletableFuture.allOf(calls).join();
				// Ten times its share is enough; to use up the processors would prove
				// nothing.
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(HANDLING_MILLIS));
			}
		}, "flood");
		flood.start();
		await().untilAtomic(refused, org.hamcrest.Matchers.greaterThan(100));
		Timings during = timed(modest, node, stalls);
		enough.set(true);
		flood.join();
		System.out.println("fairness: median " + during.percentile(50) + ", before " + before.percentile(50) + ", p98 "
				+ during.percentile(98) + ", before " + before.percentile(98) + ", refused " + refused);
		assertThat(during.percentileWithoutStalls(50)).isLessThan(before.percentile(50).multipliedBy(2));
		// The 99th percentile of three nodes on the processors of a test machine says
		// little.
		assertThat(during.percentileWithoutStalls(98)).isLessThan(before.percentile(98).multipliedBy(10));
		assertThat(withoutAdvice).hasValue(0);
	}

	@Test
	void aRefusalSaysWhenThereMayBeRoom() throws Exception {
		QuicTransport node = this.nodes.start("node-b",
				(options) -> options.withLimits(options.limits().withMaxHandlers(1)));
		QuicTransport caller = this.nodes.start("node-a");
		TestNodes.connect(caller, node);
		node.onRequest("work", (request, context) -> {
			TimeUnit.MILLISECONDS.sleep(200);
			return CompletableFuture.completedFuture(request.payload());
		});
		CompletableFuture<byte[]> reply = new CompletableFuture<>();
		node.onRequest("held", (request, context) -> reply);
		long begun = System.nanoTime();
		for (int i = 0; i < 20; i++) {
			get(caller.request(idOf(node), "work", new byte[1]));
		}
		CompletableFuture<byte[]> served = caller.request(idOf(node), "held", new byte[1]);
		await().until(() -> node.stats().handlers().running() == 1);
		MessageException refused = (MessageException) failureOf(caller.request(idOf(node), "work", new byte[1]));
		assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(refused.isRetryable()).isTrue();
		// Near to what handlers have taken, which no machine makes less; PaceTests has
		// the
		// figures.
		assertThat(refused.retryAfter()).isBetween(Duration.ofMillis(150), Duration.ofNanos(System.nanoTime() - begun));
		reply.complete(new byte[0]);
		get(served);
	}

	@Test
	void aHandlerMaySayItselfWhenToTryAgain() {
		QuicTransport node = this.nodes.start("node-b");
		QuicTransport caller = this.nodes.start("node-a");
		TestNodes.connect(caller, node);
		node.onRequest("work", (request, context) -> {
			throw new MessageException(ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, "the shop is full",
					ErrorContext.of(request), null, Duration.ofSeconds(3));
		});
		MessageException refused = (MessageException) failureOf(caller.request(idOf(node), "work", new byte[1]));
		assertThat(refused.detail()).startsWith("the shop is full");
		assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void aTimeToTryAgainIsToldWithinBoundsWhateverTheHandlerSays() {
		QuicTransport node = this.nodes.start("node-b");
		QuicTransport caller = this.nodes.start("node-a");
		TestNodes.connect(caller, node);
		CompletableFuture<byte[]> release = new CompletableFuture<>();
		node.onRequest("held", (request, context) -> release);
		List<CompletableFuture<byte[]>> held = Stream.generate(() -> caller.request(idOf(node), "held", new byte[1]))
			.limit(16)
			.toList();
		for (Dispatch dispatch : Dispatch.values()) {
			refusesWithin(caller, node, dispatch, Duration.ofMillis(-1), Duration.ZERO);
			refusesWithin(caller, node, dispatch, Duration.ofSeconds(Long.MAX_VALUE), MessageException.MAX_RETRY_AFTER);
		}
		assertThat(held).noneMatch(CompletableFuture::isDone);
		release.complete(new byte[0]);
		held.forEach(TestNodes::get);
		assertThat(node.stats().handlers().running()).isZero();
	}

	private static void refusesWithin(QuicTransport caller, QuicTransport node, Dispatch dispatch, Duration said,
			Duration told) {
		String path = "refuses-" + dispatch + said;
		node.onRequest(Route.path(path).withDispatch(dispatch), (request, context) -> {
			throw new MessageException(ErrorCode.OVERLOADED, Outcome.UNKNOWN, "later", ErrorContext.NONE, null, said);
		});
		MessageException refused = (MessageException) failureOf(caller.request(idOf(node), path, new byte[1]));
		assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(refused.retryAfter()).isEqualTo(told);
	}

	/** Requests one after another. */
	private static Timings timed(QuicTransport from, QuicTransport to, Stalls stalls) {
		Timings timings = new Timings(stalls);
		for (int i = 0; i < 100; i++) {
			timings.time(() -> get(from.request(idOf(to), "work", new byte[64])));
		}
		return timings;
	}

}

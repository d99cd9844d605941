package io.quictransport.scenario.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.Route;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who waits for a reply may give up, and the one who works on it is told: by the caller's
 * cancel, and by the deadline that both know (faults F21, F22).
 */
@Alone
class CancellationTests {

	private static final Duration TOLD_WITHIN = Duration.ofMillis(100);

	private final TestNodes nodes = new TestNodes();

	@SuppressWarnings("NullAway.Init")
	private QuicTransport a;

	@SuppressWarnings("NullAway.Init")
	private QuicTransport b;

	@BeforeEach
	void connect() {
		this.a = this.nodes.start("node-a");
		this.b = this.nodes.start("node-b");
		TestNodes.connect(this.a, this.b);
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aThousandCancelledCallsAreCancelledAtTheirHandlersAndLeaveNothing(Stalls stalls) throws Exception {
		cancelStorm(1000, stalls);
	}

	@Test
	@Tag("nightly")
	void tenThousandCancelledCallsAreCancelledAtTheirHandlersAndLeaveNothing(Stalls stalls) throws Exception {
		cancelStorm(10_000, stalls);
	}

	private void cancelStorm(int count, Stalls stalls) throws Exception {
		long seed = System.nanoTime();
		System.out.println("cancel storm: seed " + seed);
		SplittableRandom random = new SplittableRandom(seed);
		Map<String, Long> cancelledAt = new ConcurrentHashMap<>();
		Map<String, Long> toldAt = new ConcurrentHashMap<>();
		Map<String, Boolean> begun = new ConcurrentHashMap<>();
		this.b.onRequest(Route.path("never").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> {
			begun.put(request.correlationId(), true);
			context.onCancel(() -> toldAt.put(request.correlationId(), System.nanoTime()));
			return context.isCancelled() ? CompletableFuture.completedFuture(new byte[0])
					: forgetWhenCancelled(context);
		});
		this.b.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				io.quictransport.RequestHandler.replying(NetworkMessage::payload));
		ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
		CountDownLatch cancelled = new CountDownLatch(count);
		long slowest = 0;
		try {
			for (int i = 0; i < count; i++) {
				String id = "call-" + i;
				CompletableFuture<NetworkMessage> call = this.a.request(
						NetworkMessage.request(idOf(this.b), "never", new byte[64]).withCorrelationId(id),
						Duration.ofMinutes(5));
				timer.schedule(() -> {
					cancelledAt.put(id, System.nanoTime());
					call.cancel(false);
					cancelled.countDown();
				}, random.nextInt(20_000), TimeUnit.MICROSECONDS);
				if (i % 10 == 0) {
					long sent = System.nanoTime();
					assertThat(get(this.a.request(idOf(this.b), "echo", new byte[8]))).hasSize(8);
					slowest = Math.max(slowest, stalls.running(sent, System.nanoTime()).toNanos());
				}
			}
			assertThat(cancelled.await(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		finally {
			timer.shutdownNow();
		}
		await().untilAsserted(() -> {
			assertThat(this.a.stats().messages().inFlight()).isZero();
			assertThat(this.b.stats().handlers().running()).isZero();
		});
		assertThat(toldAt.keySet()).containsExactlyInAnyOrderElementsOf(begun.keySet());
		assertThat(begun).hasSizeGreaterThan(count / 2);
		List<Long> delays = new ArrayList<>();
		toldAt.forEach((id, at) -> delays.add(stalls.running(cancelledAt.getOrDefault(id, at), at).toMillis()));
		delays.sort(null);
		long roundTrip = TimeUnit.NANOSECONDS.toMillis(slowest);
		long most = roundTrip + TOLD_WITHIN.toMillis();
		System.out.printf("cancel storm: told after %d ms (p99), %d ms (most); slowest round trip %d ms%n",
				delays.get(delays.size() * 99 / 100), delays.get(delays.size() - 1), roundTrip);
		assertThat(delays.get(delays.size() * 99 / 100)).isLessThanOrEqualTo(most);
	}

	private static CompletableFuture<byte[]> forgetWhenCancelled(io.quictransport.RequestContext context) {
		CompletableFuture<byte[]> reply = new CompletableFuture<>();
		context.onCancel(() -> reply.completeExceptionally(new java.util.concurrent.CancellationException()));
		return reply;
	}

	@Test
	void theCallerFailsAtItsDeadlineAndTheHandlerIsCancelledThen(Stalls stalls) throws Exception {
		Duration deadline = Duration.ofMillis(400);
		CompletableFuture<Long> told = new CompletableFuture<>();
		CompletableFuture<Duration> seen = new CompletableFuture<>();
		CountDownLatch done = new CountDownLatch(1);
		this.b.onRequest("slow", (request, context) -> {
			seen.complete(context.remaining());
			context.onCancel(() -> told.complete(System.nanoTime()));
			done.await();
			return CompletableFuture.completedFuture(new byte[0]);
		});
		get(this.a.send(idOf(this.b), "warm-up", new byte[0]).exceptionally((cause) -> null));
		long begun = System.nanoTime();
		NetworkException failure = failureOf(
				this.a.request(NetworkMessage.request(idOf(this.b), "slow", new byte[0]), deadline));
		long failed = System.nanoTime();
		assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertNear(deadline, begun, failed, stalls);
		assertNear(deadline, begun, get(told), stalls);
		assertThat(get(seen)).isLessThanOrEqualTo(deadline);
		done.countDown();
	}

	@Test
	void aHandlerIsCancelledAtItsDeadlineAlthoughItsCallerSaysNothing(Stalls stalls) {
		Duration deadline = Duration.ofMillis(400);
		CompletableFuture<Long> told = new CompletableFuture<>();
		CompletableFuture<Long> begun = new CompletableFuture<>();
		this.b.onRequest("slow", (request, context) -> {
			context.onCancel(() -> told.complete(System.nanoTime()));
			begun.complete(System.nanoTime());
			return new CompletableFuture<>();
		});
		try (RawPeers raw = new RawPeers()) {
			RawConnection silent = raw.dial(this.b, this.nodes.certificates.certificate("node-x"));
			silent.greet("node-x");
			silent.open(StreamKind.LANE)
				.write((out) -> MessageFrames.writeMessage(out, 1, deadline.toMillis(),
						NetworkMessage.request(idOf(this.b), "slow", new byte[1])));
			assertNear(deadline, get(begun), get(told), stalls);
		}
	}

	/** Stalls only ever make it later. */
	private static void assertNear(Duration expected, long from, long to, Stalls stalls) {
		assertThat(Duration.ofNanos(to - from)).isGreaterThanOrEqualTo(expected.minus(TOLD_WITHIN));
		assertThat(stalls.running(from, to)).isLessThanOrEqualTo(expected.plus(TOLD_WITHIN));
	}

}

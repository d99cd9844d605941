package io.quictransport.scenario.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.load.NumberedCalls;
import io.quictransport.load.Receipts;
import io.quictransport.load.SteadyLoad;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node drains and stops while requests and one-way messages come in all the time (fault
 * F29).
 */
class DrainUnderLoadTests {

	/** Longer than any stop takes: no call may end by it. */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration SECOND = Duration.ofSeconds(1);

	/** Work that takes its time, so that some is always under way. */
	private static final Executor LATER = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Alone
	@Test
	void nothingIsLostAtTwoHundredRequestsPerSecondAlthoughOneHandlerHangs(Stalls stalls) throws Exception {
		stopWithAHangingHandler(200, Duration.ofSeconds(2), true, stalls);
	}

	@Test
	void aStopWithoutADrainBeforeItLosesNothingEither() throws Exception {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withDrainGrace(TestNodes.PATIENCE));
		Receipts receipts = Receipts.at(b, LATER);
		TestNodes.connect(a, b);
		try (SteadyLoad load = new SteadyLoad(a, idOf(b), 200, TIMEOUT)) {
			load.awaitMore(200);
			get(b.stop());
			load.awaitMore(20);
			load.finish();
			assertEveryCallerKnows(load.calls(), receipts);
		}
		awaitNothingLeft(a, b);
	}

	@Alone
	@Test
	@Tag("nightly")
	void nothingIsLostAtAThousandRequestsPerSecondAlthoughOneHandlerHangs(Stalls stalls) throws Exception {
		stopWithAHangingHandler(1000, Duration.ofSeconds(10), true, stalls);
	}

	@Alone
	@Test
	@Tag("nightly")
	void aStopAtAThousandRequestsPerSecondWithoutADrainBeforeItLosesNothingEither(Stalls stalls) throws Exception {
		stopWithAHangingHandler(1000, Duration.ofSeconds(10), false, stalls);
	}

	private void stopWithAHangingHandler(int requestsPerSecond, Duration grace, boolean drainFirst, Stalls stalls)
			throws Exception {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withDrainGrace(grace));
		Receipts receipts = Receipts.at(b, LATER);
		b.onRequest("hang", (request, context) -> new CompletableFuture<>());
		TestNodes.connect(a, b);
		CompletableFuture<NetworkMessage> hanging = a.request(NetworkMessage.request(idOf(b), "hang", new byte[1]),
				Duration.ofMinutes(1));
		try (SteadyLoad load = new SteadyLoad(a, idOf(b), requestsPerSecond, TIMEOUT)) {
			load.awaitMore(requestsPerSecond);
			if (drainFirst) {
				CompletableFuture<Boolean> drained = b.drain(Duration.ofMillis(200));
				load.awaitMore(requestsPerSecond / 2);
				assertThat(get(drained)).as("all ended although one handler hangs").isFalse();
				assertThat(load.calls().failures()).extracting((failed) -> failed.known().code())
					.containsOnly(ErrorCode.DRAINING);
			}
			long begun = System.nanoTime();
			get(b.stop());
			long ended = System.nanoTime();
			Duration stop = Duration.ofNanos(ended - begun);
			assertThat(stop).isGreaterThanOrEqualTo(grace);
			assertThat(stalls.running(begun, ended)).isLessThanOrEqualTo(grace.plus(SECOND));
			load.awaitMore(20);
			load.finish();
			load.calls().assertNoneLate(stalls);
			assertEveryCallerKnows(load.calls(), receipts);
			System.out.println("event=drained calls=" + load.calls().begun() + " answered="
					+ load.calls().answered().count() + " acknowledged=" + load.calls().acknowledged().count()
					+ " refused=" + load.calls().failures().size() + " stop_ms=" + stop.toMillis());
		}
		NetworkException unknown = failureOf(hanging);
		assertThat(unknown.outcome()).isEqualTo(Outcome.UNKNOWN);
		awaitNothingLeft(a, b);
	}

	private static void awaitNothingLeft(QuicTransport... nodes) {
		await().untilAsserted(() -> {
			for (QuicTransport node : nodes) {
				assertThat(node.stats().messages().inFlight()).as("in flight").isZero();
				assertThat(node.stats().quicStreams().open()).as("streams").isZero();
			}
		});
	}

	private static void assertEveryCallerKnows(NumberedCalls calls, Receipts receipts) {
		calls.assertNothingLostOrHandledTwice(receipts);
		assertThat(receipts.requests().without(calls.answered())).as("admitted and not answered").isEmpty();
		assertThat(receipts.events().without(calls.acknowledged())).as("admitted and not acknowledged").isEmpty();
		assertThat(calls.failures()).allSatisfy((failed) -> {
			assertThat(failed.known().code()).isIn(ErrorCode.DRAINING, ErrorCode.NOT_CONNECTED);
			assertThat(failed.known().isRetryable()).isTrue();
		});
	}

}

package io.quictransport.scenario.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.netty.util.ResourceLeakDetector;
import io.quictransport.Dispatch;
import io.quictransport.MessageStream;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams are opened within limits, wait for their turn beyond them, and leave nothing
 * behind (faults F15, F16).
 */
class StreamLimitTests {

	private static final int LIMIT = 16;

	private static final int ROUND = 100_000;

	/** As many as a release is tried with: -Dstream-churn.streams=10000000. */
	private static final int MANY = Integer.getInteger("stream-churn.streams", 1_000_000);

	private final TestNodes nodes = new TestNodes();

	@SuppressWarnings("NullAway.Init")
	private QuicTransport a;

	@SuppressWarnings("NullAway.Init")
	private QuicTransport b;

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aStreamToTheNodeItselfThatNobodyWaitsForLeavesTheQueue() {
		QuicTransport node = this.nodes.start("node-a",
				(options) -> options.withLimits(options.limits().withMaxMessageStreams(1)));
		node.onStream(Route.path("held").withDispatch(Dispatch.EVENT_LOOP), (stream) -> {
		});
		MessageStream first = get(node.openStream(idOf(node), "held"));
		CompletableFuture<MessageStream> second = node.openStream(idOf(node), "held");
		await().untilAsserted(() -> assertThat(node.stats().quicStreams().waiting()).isEqualTo(1));
		second.cancel(true);
		await().untilAsserted(() -> assertThat(node.stats().quicStreams().waiting()).isZero());
		first.cancel();
		get(node.openStream(idOf(node), "held")).cancel();
	}

	@Test
	void openingsBeyondTheLimitWaitAndHalfOfThemCancelledWedgeNothing() {
		connect((limits) -> limits.withMaxMessageStreams(LIMIT));
		for (int round = 0; round < 3; round++) {
			List<CompletableFuture<MessageStream>> opening = new ArrayList<>();
			for (int i = 0; i < 10 * LIMIT; i++) {
				opening.add(this.a.openStream(idOf(this.b), "echo"));
			}
			for (int i = 0; i < LIMIT; i++) {
				get(opening.get(i));
			}
			assertThat(opening.subList(LIMIT, opening.size())).noneMatch(CompletableFuture::isDone);
			assertThat(this.a.stats().quicStreams().messageStreams()).isEqualTo(LIMIT);
			assertThat(this.a.stats().quicStreams().waiting()).isEqualTo(9 * LIMIT);
			for (int i = 1; i < opening.size(); i += 2) {
				CompletableFuture<MessageStream> cancelled = opening.get(i);
				if (!cancelled.cancel(false)) {
					get(cancelled).cancel();
				}
			}
			for (int i = 0; i < opening.size(); i += 2) {
				MessageStream stream = get(opening.get(i));
				stream.finish();
				get(stream.closed());
			}
			assertNothingIsOpen();
		}
		churn(10_000);
		assertNothingIsOpen();
		assertThat(this.a.stats().handshakes().completed()).as("all of it went over one connection").isEqualTo(1);
	}

	@Test
	void openingsThatAreCancelledWaitNoLongerAlthoughNoStreamEnds() {
		connect((limits) -> limits.withMaxMessageStreams(LIMIT));
		List<CompletableFuture<MessageStream>> opening = new ArrayList<>();
		for (int i = 0; i < 2 * LIMIT; i++) {
			opening.add(this.a.openStream(idOf(this.b), "echo"));
		}
		opening.subList(0, LIMIT).forEach(TestNodes::get);
		assertThat(this.a.stats().quicStreams().waiting()).isEqualTo(LIMIT);
		opening.subList(LIMIT, 2 * LIMIT).forEach((waiting) -> waiting.cancel(false));
		await().until(() -> this.a.stats().quicStreams().waiting() == 0);
		assertThat(this.a.stats().quicStreams().messageStreams()).isEqualTo(LIMIT);
	}

	@Test
	void twentyThousandStreamsLeaveNothingBehindAndRotateTheConnection() {
		churnAndRotate(20_000);
	}

	@Test
	@Tag("nightly")
	void aHundredThousandStreamsLeaveNothingBehindAndRotateTheConnection() {
		churnAndRotate(100_000);
	}

	private void churnAndRotate(int streams) {
		connectReplacing(streams * 2 / 5);
		churn(streams);
		assertNothingIsOpen();
		assertThat(this.a.stats().handshakes().completed()).as("connections by streams carried").isBetween(2L, 4L);
		assertThat(this.a.stats().connections().replaced()).isBetween(1L, 3L);
		assertThat(this.a.stats().quicStreams().opened()).isGreaterThan(streams);
	}

	@Test
	@Tag("nightly")
	void aMillionStreamsOverOneConnectionAfterAnother() {
		connectReplacing(ROUND);
		long first = 0;
		for (int carried = ROUND; carried <= MANY; carried += ROUND) {
			long begun = System.nanoTime();
			churn(ROUND);
			long resident = residentKib();
			first = (first == 0) ? resident : first;
			System.out.printf(
					"event=churned streams=%d seconds=%.1f resident_kib=%d since_first_kib=%d connections=%d%n",
					carried, (System.nanoTime() - begun) / 1e9, resident, resident - first,
					this.a.stats().handshakes().completed());
		}
		assertNothingIsOpen();
		assertThat(this.a.stats().handshakes().completed()).isGreaterThanOrEqualTo(MANY / ROUND - 1);
	}

	private void connectReplacing(int quicStreams) {
		connectWith((options) -> options.withReplacement((replacement) -> replacement.withMaxQuicStreams(quicStreams)));
	}

	private void connect(UnaryOperator<TransportLimits> limits) {
		connectWith((options) -> options.withLimits(limits));
	}

	private void connectWith(UnaryOperator<QuicTransportOptions> change) {
		UnaryOperator<QuicTransportOptions> changes = (options) -> change
			.apply(options.withTimeouts((timeouts) -> timeouts.withPingInterval(java.time.Duration.ofMillis(200))));
		this.a = this.nodes.start("node-a", changes);
		this.b = this.nodes.start("node-b", changes);
		this.b.onStream(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				(stream) -> stream.forEach(stream::send).thenRun(stream::finish));
		TestNodes.connect(this.a, this.b);
	}

	/**
	 * Opens and finishes so many streams, some at a time; none may fail. Of so many
	 * buffers samples are watched for leaks: to watch all takes far longer than the work.
	 */
	private void churn(int count) {
		ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.ADVANCED);
		try {
			openAndFinish(count);
		}
		finally {
			ResourceLeakDetector.setLevel(level);
		}
	}

	private void openAndFinish(int count) {
		Semaphore permits = new Semaphore(LIMIT);
		AtomicInteger ended = new AtomicInteger();
		CompletableFuture<Void> failed = new CompletableFuture<>();
		for (int i = 0; i < count; i++) {
			permits.acquireUninterruptibly();
			this.a.openStream(idOf(this.b), "echo")
				.thenCompose((stream) -> stream.finish().thenCompose((done) -> stream.closed()))
				.whenComplete((done, cause) -> {
					permits.release();
					ended.incrementAndGet();
					if (cause != null) {
						failed.completeExceptionally(cause);
					}
				});
		}
		await().untilAtomic(ended, org.hamcrest.Matchers.is(count));
		assertThat(failed).isNotCompletedExceptionally();
	}

	private void assertNothingIsOpen() {
		await().untilAsserted(() -> {
			for (QuicTransport node : List.of(this.a, this.b)) {
				assertThat(node.stats().messages().inFlight()).isZero();
				assertThat(node.stats().handlers().running()).isZero();
				assertThat(node.stats().quicStreams().open()).isEqualTo(node.stats().connections().open());
				assertThat(node.stats().quicStreams().messageStreams()).isZero();
				assertThat(node.stats().quicStreams().waiting()).isZero();
			}
		});
	}

	private static long residentKib() {
		try {
			for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/status"))) {
				if (line.startsWith("VmRSS:")) {
					return Long.parseLong(line.replaceAll("\\D+", ""));
				}
			}
		}
		catch (java.io.IOException ex) {
			throw new AssertionError(ex);
		}
		return 0;
	}

}

package io.quictransport.scenario.messaging;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import io.netty.util.internal.PlatformDependent;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.internal.wire.StreamFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportTimeouts;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import io.quictransport.testing.Timings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A reader that stops, stops its writer, and costs no more memory than was configured
 * (fault F17).
 */
class BackPressureTests {

	private static final int MIB = 1024 * 1024;

	private static final int CHUNK = 4 * MIB;

	private static final int ITEM = 16 * 1024;

	private static final int BUFFER = 2 * MIB;

	private final TestNodes nodes = new TestNodes();

	private final BlockingQueue<MessageStream> served = new LinkedBlockingQueue<>();

	@SuppressWarnings("NullAway.Init")
	private QuicTransport a;

	@SuppressWarnings("NullAway.Init")
	private QuicTransport b;

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Alone
	@Test
	void aReaderThatPausesHoldsItsSenderBackAndNobodyElse(Stalls stalls) throws Exception {
		slowReader(64L * MIB, Duration.ofSeconds(3), Duration.ofSeconds(1), stalls);
	}

	@Alone
	@Test
	@Tag("nightly")
	void aReaderThatPausesForAMinuteHoldsAGibibyteBack(Stalls stalls) throws Exception {
		slowReader(1024L * MIB, Duration.ofSeconds(60), TransportTimeouts.DEFAULT_STALL, stalls);
	}

	/**
	 * Offers more than the reader's credit while it pauses.
	 * @param stallTimeout after which the watchdog would act, shorter than the pause
	 */
	private void slowReader(long offered, Duration pause, Duration stallTimeout, Stalls stalls) throws Exception {
		connect((options) -> options
			.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(250)).withStall(stallTimeout)));
		this.b.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying(NetworkMessage::payload));
		double before = millis(requests(Duration.ofSeconds(1), stalls).percentile(99));
		MessageStream writer = get(this.a.openStream(idOf(this.b), "read"));
		MessageStream stream = this.served.take();
		Reader reader = new Reader();
		stream.items().subscribe(reader);
		Flow.Subscription subscription = get(reader.subscribed);

		long directBefore = PlatformDependent.usedDirectMemory();
		AtomicLong onTheirWay = new AtomicLong();
		Thread sender = new Thread(() -> {
			for (long sent = 0; sent < offered; sent += ITEM) {
				writer.send(new byte[ITEM]).join();
				onTheirWay.addAndGet(ITEM);
			}
			writer.finish();
		}, "sender");
		sender.start();
		long cost = StreamFrames.cost(ITEM);
		long mostItems = BUFFER / cost;
		await().until(() -> onTheirWay.get() / ITEM >= mostItems);

		double during = millis(requests(pause, stalls).percentileWithoutStalls(99));
		long held = onTheirWay.get();
		long direct = PlatformDependent.usedDirectMemory() - directBefore;
		System.out.printf(
				"slow reader: held %d KiB of %d KiB credit, direct memory +%d KiB, p99 %.2f ms, before %.2f ms%n",
				held / 1024, BUFFER / 1024, direct / 1024, during, before);
		// The one item that may be sent without credit waits at the sender.
		assertThat(held / ITEM).isLessThanOrEqualTo(mostItems);
		// The allocator of each of the two event loops takes memory in chunks.
		assertThat(direct).isLessThan((BUFFER + BUFFER) * 11 / 10 + 2 * CHUNK);
		assertThat(during).isLessThan(2 * before + 5);
		assertThat(this.a.stats().handshakes().completed()).as("the watchdog has replaced nothing").isEqualTo(1);

		subscription.request(Long.MAX_VALUE);
		reader.completed.get(5, TimeUnit.MINUTES);
		assertThat(reader.bytes.get()).isEqualTo(offered);
		sender.join();
		stream.finish();
		get(writer.closed());
	}

	@Test
	void whatIsSentWithoutWaitingIsBoundedAndRefusedByName() throws Exception {
		connect((options) -> options);
		MessageStream writer = get(this.a.openStream(idOf(this.b), "read"));
		MessageStream stream = this.served.take();
		int accepted = 0;
		CompletableFuture<Void> sent = writer.send(new byte[ITEM]);
		while (!sent.isCompletedExceptionally() && accepted < 100_000) {
			sent = writer.send(new byte[ITEM]);
			accepted++;
		}
		NetworkException refused = failureOf(sent);
		assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(refused.isRetryable()).isTrue();
		// Once more than the receiver's buffer fits into the sender's.
		assertThat(accepted).isLessThanOrEqualTo(2 * BUFFER / ITEM + 2);
		stream.forEach((item) -> {
		});
		await().until(() -> !writer.send(new byte[ITEM]).isCompletedExceptionally());
		writer.cancel();
	}

	@Test
	void aReaderThatTakesNothingForTooLongLosesTheStream() throws Exception {
		connect((options) -> options.withTimeouts((timeouts) -> timeouts.withStreamWrite(Duration.ofMillis(300))));
		MessageStream writer = get(this.a.openStream(idOf(this.b), "read"));
		MessageStream stream = this.served.take();
		for (int i = 0; i < BUFFER / StreamFrames.cost(ITEM); i++) {
			get(writer.send(new byte[ITEM]));
		}
		assertThat(failureOf(writer.send(new byte[ITEM])).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		assertThat(failureOf(writer.closed()).getMessage()).contains("nothing was read for 300 ms");
		assertThat(failureOf(stream.closed()).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
	}

	private void connect(UnaryOperator<QuicTransportOptions> changes) {
		UnaryOperator<QuicTransportOptions> buffers = (options) -> changes
			.apply(options.withLimits(options.limits().withStreamBuffer(BUFFER)));
		this.a = this.nodes.start("node-a", buffers);
		this.b = this.nodes.start("node-b", buffers);
		this.b.onStream("read", this.served::add);
		TestNodes.connect(this.a, this.b);
	}

	/** Requests one after another. */
	private Timings requests(Duration time, Stalls stalls) {
		long end = System.nanoTime() + time.toNanos();
		Timings timings = new Timings(stalls);
		while (System.nanoTime() - end < 0) {
			timings.time(() -> get(this.a.request(idOf(this.b), "echo", new byte[64])));
		}
		return timings;
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1);
	}

	/**
	 * Takes nothing until it is told to.
	 */
	private static final class Reader implements Flow.Subscriber<byte[]> {

		private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();

		private final CompletableFuture<Void> completed = new CompletableFuture<>();

		private final AtomicLong bytes = new AtomicLong();

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscribed.complete(subscription);
		}

		@Override
		public void onNext(byte[] item) {
			this.bytes.addAndGet(item.length);
		}

		@Override
		public void onError(Throwable cause) {
			this.completed.completeExceptionally(cause);
		}

		@Override
		public void onComplete() {
			this.completed.complete(null);
		}

	}

}

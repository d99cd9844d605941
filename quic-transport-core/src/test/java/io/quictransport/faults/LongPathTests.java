package io.quictransport.faults;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.Dispatch;
import io.quictransport.MessageStream;
import io.quictransport.Route;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much goes through a path on which each answer takes long (fault F8): what the
 * receiver's windows allow, less a little.
 */
@Alone
@Tag("nightly")
class LongPathTests {

	private static final Duration ROUND_TRIP = Duration.ofMillis(750);

	private static final double LEAST_SHARE = 0.7;

	/** The codec sends all that its window allows in one burst. */
	private static final int LARGE_SOCKET_BUFFER = 4 * 1024 * 1024;

	/** In it the sender finds out how much the path carries. */
	private static final Duration WARM_UP = Duration.ofSeconds(20);

	private static final Duration MEASURED = Duration.ofSeconds(40);

	private final AtomicLong received = new AtomicLong();

	private Stalls stalls;

	@Test
	void oneStreamOfMessagesIsAsFastAsItsBufferAllows() {
		try (RelayedPair pair = connected(QuicSettings.DEFAULT_SOCKET_BUFFER_SIZE)) {
			pair.b.onStream(Route.path("bulk").withDispatch(Dispatch.EVENT_LOOP),
					(stream) -> stream.forEach((item) -> this.received.addAndGet(item.length)));
			MessageStream stream = get(pair.a.openStream(idOf(pair.b), "bulk"));
			Thread sender = new Thread(() -> {
				CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);
				while (!sent.isCompletedExceptionally()) {
					sent = stream.send(new byte[16 * 1024]);
					sent.exceptionally((cause) -> null).join();
				}
			}, "sender");
			sender.start();
			assertShare("stream", TransportLimits.DEFAULT_STREAM_BUFFER);
			stream.cancel();
			pair.assertNoReconnect();
		}
	}

	@BeforeEach
	void measure(Stalls stalls) {
		this.stalls = stalls;
	}

	@Test
	void largeOneWayMessagesTogetherAreFasterThanTheWindowOfOneStreamAllows() throws Exception {
		largeMessages(QuicSettings.DEFAULT_SOCKET_BUFFER_SIZE, QuicSettings.DEFAULT_STREAM_WINDOW);
	}

	@Test
	void largeOneWayMessagesTogetherFillTheConnectionsWindowWhereSocketsTakeTheirBursts() throws Exception {
		largeMessages(LARGE_SOCKET_BUFFER, QuicSettings.DEFAULT_CONNECTION_WINDOW);
	}

	private void largeMessages(int socketBuffer, int window) throws Exception {
		try (RelayedPair pair = connected(socketBuffer)) {
			int paths = 2 * TransportLimits.DEFAULT_MAX_TRANSFERS;
			for (int path = 0; path < paths; path++) {
				pair.b.onMessage("bulk/" + path,
						(message, context) -> this.received.addAndGet(message.payload().length));
			}
			Semaphore sending = new Semaphore(paths);
			long end = System.nanoTime() + WARM_UP.plus(MEASURED).plusSeconds(5).toNanos();
			Thread sender = new Thread(() -> {
				for (int path = 0; System.nanoTime() < end; path = (path + 1) % paths) {
					sending.acquireUninterruptibly();
					pair.a.send(idOf(pair.b), "bulk/" + path, new byte[1024 * 1024])
						.whenComplete((done, cause) -> sending.release());
				}
			}, "sender");
			sender.start();
			assertShare("messages", window);
			System.out.println("event=long_path of=messages path="
					+ TestNodes.live(pair.a).map(ConnectionSnapshot::path).orElse(null) + " " + pair.relay);
			sender.join();
			sending.acquire(paths);
			pair.assertNoReconnect();
		}
	}

	private static RelayedPair connected(int socketBuffer) {
		RelayedPair pair = RelayedPair
			.connected((options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(Duration.ofSeconds(60)))
				.withQuic(options.quic().withSocketBufferSize(socketBuffer)));
		pair.bothWays(RelayConditions.CLEAN.withDelay(ROUND_TRIP.dividedBy(2)));
		return pair;
	}

	private void assertShare(String what, int window) {
		RelayedPair.letPass(WARM_UP);
		long before = this.received.get();
		long begun = System.nanoTime();
		RelayedPair.letPass(MEASURED);
		double perSecond = (this.received.get() - before)
				/ (this.stalls.running(begun, System.nanoTime()).toNanos() / 1e9);
		double allowed = window / (ROUND_TRIP.toNanos() / 1e9);
		System.out.printf(Locale.ROOT, "event=long_path of=%s bytes_per_second=%.0f allowed=%.0f share=%.2f%n", what,
				perSecond, allowed, perSecond / allowed);
		assertThat(perSecond / allowed).isGreaterThanOrEqualTo(LEAST_SHARE);
	}

}

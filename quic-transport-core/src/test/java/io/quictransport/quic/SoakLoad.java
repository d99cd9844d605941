package io.quictransport.quic;

import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.Dispatch;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;

import static org.awaitility.Awaitility.await;

/**
 * All kinds of traffic that a node sends to its peer for long: a {@link SteadyLoad} of
 * small messages, and beside it streams of messages and requests too large for a lane,
 * each checked for what comes back.
 */
final class SoakLoad {

	private static final String STREAMS = "soak/stream";

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	private static final long TICK_MILLIS = 200;

	private static final int ITEMS = 16;

	private static final byte[] ITEM = filled(4 * 1024);

	private static final byte[] LARGE = filled(100 * 1024);

	private final QuicTransport from;

	private final PeerId to;

	private final SteadyLoad messages;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	SoakLoad(QuicTransport from, PeerId to, int requestsPerSecond) {
		this.from = from;
		this.to = to;
		this.messages = new SteadyLoad(from, to, requestsPerSecond, DEADLINE);
		this.timer.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
	}

	/** Registers what answers the streams at a node. */
	static void receive(QuicTransport node) {
		node.onStream(STREAMS, Dispatch.EVENT_LOOP, (stream) -> stream.forEach(stream::send).thenRun(stream::finish));
	}

	private static byte[] filled(int size) {
		byte[] filled = new byte[size];
		for (int i = 0; i < size; i++) {
			filled[i] = (byte) (i * 31);
		}
		return filled;
	}

	private void tick() {
		watch("stream", this.from.openStream(this.to, STREAMS).thenCompose(this::converse));
		NetworkMessage request = NetworkMessage.request(this.to, EchoProcess.ECHO, LARGE);
		watch("large request", this.from.request(request, DEADLINE).thenAccept((reply) -> {
			if (!Arrays.equals(LARGE, reply.payload())) {
				this.problems.add("the reply to a large request is wrong");
			}
		}));
	}

	private CompletableFuture<Void> converse(MessageStream stream) {
		AtomicInteger back = new AtomicInteger();
		CompletableFuture<Void> received = stream.forEach((item) -> {
			back.incrementAndGet();
			if (!Arrays.equals(ITEM, item)) {
				this.problems.add("an item has come back changed");
			}
		});
		CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);
		for (int i = 0; i < ITEMS; i++) {
			sent = sent.thenCompose((before) -> stream.send(ITEM));
		}
		return sent.thenCompose((all) -> stream.finish())
			.thenCompose((finished) -> received)
			.thenCompose((all) -> stream.closed())
			.thenRun(() -> {
				if (back.get() != ITEMS) {
					this.problems.add(back + " items have come back");
				}
			});
	}

	private void watch(String what, CompletableFuture<?> work) {
		this.begun.incrementAndGet();
		work.whenComplete((done, cause) -> {
			if (cause != null) {
				this.problems.add(what + " failed: " + cause);
			}
			this.ended.incrementAndGet();
		});
	}

	/** Sends no more, waits for all, and says what was sent and all that was wrong. */
	String finish() throws InterruptedException {
		this.timer.shutdown();
		this.messages.finish();
		await().atMost(DEADLINE.multipliedBy(2)).until(() -> this.ended.get() == this.begun.get());
		this.messages.failures().forEach((failed) -> this.problems.add(failed.toString()));
		return "messages=" + this.messages.calls() + " streams=" + this.begun.get() / 2 + " large_requests="
				+ this.begun.get() / 2 + " problems=" + this.problems.stream().limit(20).toList();
	}

	/** Checks that what was said to have arrived has. */
	void assertArrived(Receipts receipts) {
		this.messages.assertNothingLostOrHandledTwice(receipts);
	}

}

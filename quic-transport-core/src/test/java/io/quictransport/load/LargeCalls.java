package io.quictransport.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.Dispatch;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;

import static org.awaitility.Awaitility.await;

/**
 * Sends streams of items, and as many requests that are too large for a lane, and checks
 * what each returns.
 */
public final class LargeCalls {

	private static final String STREAMS = "soak/stream";

	private static final int ITEMS = 16;

	private static final byte[] ITEM = filled(4 * 1024);

	/** The path of the handler that gives back what it gets. */
	public static final String ECHO = "echo";

	private static final byte[] LARGE = filled(100 * 1024);

	private final QuicTransport from;

	private final PeerId to;

	private final Duration timeout;

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	private final Latencies latencies = new Latencies();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	LargeCalls(QuicTransport from, PeerId to, Duration timeout) {
		this.from = from;
		this.to = to;
		this.timeout = timeout;
	}

	/** Registers what answers the streams at a node. */
	public static void receive(QuicTransport node) {
		node.onStream(Route.path(STREAMS).withDispatch(Dispatch.EVENT_LOOP),
				(stream) -> stream.forEach(stream::send).thenRun(stream::finish));
	}

	private static byte[] filled(int size) {
		byte[] filled = new byte[size];
		for (int i = 0; i < size; i++) {
			filled[i] = (byte) (i * 31);
		}
		return filled;
	}

	/**
	 * Opens a stream and sends a large request.
	 * @return ends when both have
	 */
	CompletableFuture<?> next() {
		NetworkMessage request = NetworkMessage.request(this.to, ECHO, LARGE);
		return CompletableFuture.allOf(
				watch("stream", this.from.openStream(this.to, STREAMS).thenCompose(this::converse)),
				watch("large request", this.from.request(request, this.timeout).thenAccept((reply) -> {
					if (!Arrays.equals(LARGE, reply.payload())) {
						problem("the reply to a large request is wrong");
					}
				})));
	}

	private CompletableFuture<Void> converse(MessageStream stream) {
		AtomicInteger back = new AtomicInteger();
		CompletableFuture<Void> received = stream.forEach((item) -> {
			back.incrementAndGet();
			if (!Arrays.equals(ITEM, item)) {
				problem("an item has come back changed");
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
					problem(back + " items have come back");
				}
			});
	}

	private CompletableFuture<?> watch(String what, CompletableFuture<?> work) {
		long begunAt = System.nanoTime();
		this.begun.incrementAndGet();
		return work.whenComplete((done, cause) -> {
			this.latencies.add(System.nanoTime() - begunAt);
			if (cause != null) {
				problem(what + " failed: " + cause);
			}
			this.ended.incrementAndGet();
		});
	}

	private void problem(String problem) {
		this.problems.add(problem);
		this.failed.incrementAndGet();
	}

	void awaitEnd() {
		await().atMost(this.timeout.multipliedBy(2)).until(() -> this.ended.get() == this.begun.get());
	}

	/** How many streams were opened, and as many large requests sent. */
	int pairs() {
		return this.begun.get() / 2;
	}

	/** How long they have taken, streams and requests together. */
	Latencies latencies() {
		return this.latencies;
	}

	/** How often something was wrong. */
	int failed() {
		return this.failed.get();
	}

	Queue<String> problems() {
		return this.problems;
	}

}

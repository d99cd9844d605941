package io.quictransport.quic;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sends requests at a given rate, and a one-way message beside every fourth, whatever
 * becomes of them; and knows of each what its caller was told. {@link Receipts} is the
 * other end.
 */
final class SteadyLoad implements AutoCloseable {

	private static final long TICK_MILLIS = 10;

	private static final int REQUESTS_PER_EVENT = 4;

	/** How much later than its deadline a call may end. */
	private static final Duration SLACK = Duration.ofSeconds(1);

	private final QuicTransport from;

	private final PeerId to;

	private final double perTick;

	private final Duration timeout;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final BitSet answered = new BitSet();

	private final BitSet acknowledged = new BitSet();

	private final Queue<Failed> failures = new ConcurrentLinkedQueue<>();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private final Queue<String> late = new ConcurrentLinkedQueue<>();

	private double due;

	private int requests;

	SteadyLoad(QuicTransport from, PeerId to, int requestsPerSecond, Duration timeout) {
		this.from = from;
		this.to = to;
		this.perTick = requestsPerSecond * TICK_MILLIS / 1000.0;
		this.timeout = timeout;
		this.timer.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void tick() {
		for (this.due += this.perTick; this.due >= 1; this.due--) {
			int id = this.requests++;
			NetworkMessage request = NetworkMessage.request(this.to, Receipts.REQUESTS, new byte[64])
				.withCorrelationId(Consignment.mark(id));
			watch("request", id, this.answered, this.from.request(request, this.timeout));
			if (id % REQUESTS_PER_EVENT == 0) {
				NetworkMessage event = NetworkMessage.event(this.to, Receipts.EVENTS, new byte[64])
					.withCorrelationId(Consignment.mark(id));
				watch("one-way message", id, this.acknowledged, this.from.send(event, this.timeout));
			}
		}
	}

	private void watch(String kind, int id, BitSet well, CompletableFuture<?> call) {
		long begunAt = System.nanoTime();
		this.begun.incrementAndGet();
		call.whenComplete((result, cause) -> {
			Duration taken = Duration.ofNanos(System.nanoTime() - begunAt);
			if (taken.compareTo(this.timeout.plus(SLACK)) > 0) {
				this.late.add(kind + " " + id + " took " + taken);
			}
			if (cause == null) {
				synchronized (well) {
					well.set(id);
				}
			}
			else {
				this.failures.add(new Failed(kind, id, cause));
			}
			this.ended.incrementAndGet();
		});
	}

	/** Waits until so many more calls have ended, well or not. */
	void awaitMore(int calls) {
		int goal = this.ended.get() + calls;
		await().atMost(TestNodes.PATIENCE).until(() -> this.ended.get() >= goal);
	}

	/** Sends no more, and waits until every call has ended, none of them late. */
	void finish() throws InterruptedException {
		this.timer.shutdown();
		assertThat(this.timer.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
		await().atMost(this.timeout.plus(SLACK)).until(() -> this.ended.get() == this.begun.get());
		assertThat(this.late).isEmpty();
	}

	/** Checks that what the sender was told is what has happened. */
	void assertNothingLostOrHandledTwice(Receipts receipts) {
		assertThat(receipts.twice()).as("handled twice").isZero();
		assertThat(without(this.acknowledged, receipts.events())).as("acknowledged and lost").isEqualTo(new BitSet());
		assertThat(without(this.answered, receipts.requests())).as("answered and not handled").isEqualTo(new BitSet());
	}

	/** Those of some messages that are not among others. */
	static BitSet without(BitSet some, BitSet others) {
		synchronized (some) {
			BitSet rest = (BitSet) some.clone();
			rest.andNot(others);
			return rest;
		}
	}

	BitSet answered() {
		return without(this.answered, new BitSet());
	}

	BitSet acknowledged() {
		return without(this.acknowledged, new BitSet());
	}

	List<Failed> failures() {
		return List.copyOf(this.failures);
	}

	/** How many calls were made. */
	int calls() {
		return this.begun.get();
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	/**
	 * A call that ended badly.
	 *
	 * @param kind what it was
	 * @param id its number
	 * @param cause why
	 */
	record Failed(String kind, int id, Throwable cause) {

		NetworkException known() {
			if (this.cause instanceof NetworkException known) {
				return known;
			}
			throw new AssertionError(this.kind + " " + this.id + " failed in an unknown way", this.cause);
		}

	}

}

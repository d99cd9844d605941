package io.quictransport.load;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Stalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sends requests, and a one-way message beside every fourth, on one thread, and records
 * the result that each caller received. {@link Receipts} is the other end.
 */
public final class NumberedCalls {

	private static final int REQUESTS_PER_EVENT = 4;

	/** How much later than its deadline a call may end. */
	private static final Duration SLACK = Duration.ofSeconds(1);

	private final QuicTransport from;

	private final PeerId to;

	private final Duration timeout;

	private final Numbers answered = new Numbers();

	private final Numbers acknowledged = new Numbers();

	private final Queue<Failed> failures = new ConcurrentLinkedQueue<>();

	private final AtomicInteger failed = new AtomicInteger();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private final Queue<Late> late = new ConcurrentLinkedQueue<>();

	private final Latencies latencies = new Latencies();

	private int requests;

	NumberedCalls(QuicTransport from, PeerId to, Duration timeout) {
		this.from = from;
		this.to = to;
		this.timeout = timeout;
	}

	/**
	 * Sends the next request, and a one-way message if it is its turn.
	 * @param dueAt when it should have been sent, in {@link System#nanoTime()}; its
	 * latency counts from then
	 * @return ends when they have
	 */
	CompletableFuture<?> next(long dueAt) {
		int id = this.requests++;
		NetworkMessage request = NetworkMessage.request(this.to, Receipts.REQUESTS, new byte[64])
			.withCorrelationId(Consignment.mark(id));
		CompletableFuture<?> call = watch("request", id, this.answered, this.from.request(request, this.timeout));
		call.thenRun(() -> this.latencies.add(System.nanoTime() - dueAt));
		return (id % REQUESTS_PER_EVENT != 0) ? call : CompletableFuture.allOf(call, event(id / REQUESTS_PER_EVENT));
	}

	private CompletableFuture<?> event(int id) {
		NetworkMessage event = NetworkMessage.message(this.to, Receipts.EVENTS, new byte[64])
			.withCorrelationId(Consignment.mark(id));
		return watch("one-way message", id, this.acknowledged, this.from.send(event, this.timeout));
	}

	private CompletableFuture<?> watch(String kind, int id, Numbers well, CompletableFuture<?> call) {
		long begunAt = System.nanoTime();
		this.begun.incrementAndGet();
		return call.whenComplete((result, cause) -> {
			long endedAt = System.nanoTime();
			if (endedAt - begunAt > this.timeout.plus(SLACK).toNanos()) {
				this.late.add(new Late(kind, id, begunAt, endedAt));
			}
			if (cause == null) {
				well.add(id);
			}
			else {
				this.failures.add(new Failed(kind, id, cause));
				this.failed.incrementAndGet();
			}
			this.ended.incrementAndGet();
		});
	}

	/** How many calls were made, those of both kinds. */
	public int begun() {
		return this.begun.get();
	}

	/** How many calls have ended, well or not. */
	int ended() {
		return this.ended.get();
	}

	/** How many calls have ended badly. */
	int failed() {
		return this.failed.get();
	}

	public List<Failed> failures() {
		return List.copyOf(this.failures);
	}

	public Numbers answered() {
		return this.answered;
	}

	public Numbers acknowledged() {
		return this.acknowledged;
	}

	/** How long the requests have taken that were answered. */
	Latencies latencies() {
		return this.latencies;
	}

	/** Waits until every call has ended. */
	void awaitEnd() {
		await().atMost(this.timeout.plus(TestNodes.PATIENCE)).until(() -> this.ended.get() == this.begun.get());
	}

	/** The calls that have ended later than a second after their timeout. */
	List<Late> late() {
		return List.copyOf(this.late);
	}

	/** Checks that no call has ended late by more than the machine was stalled. */
	public void assertNoneLate(Stalls stalls) {
		assertThat(this.late).allSatisfy((call) -> assertThat(stalls.running(call.begunAt(), call.endedAt()))
			.isLessThanOrEqualTo(this.timeout.plus(SLACK)));
	}

	/** Checks that what the sender was told is what has happened. */
	public void assertNothingLostOrHandledTwice(Receipts receipts) {
		assertThat(receipts.twice()).as("handled twice").isZero();
		assertThat(this.acknowledged.without(receipts.events())).as("acknowledged and lost").isEmpty();
		assertThat(this.answered.without(receipts.requests())).as("answered and not handled").isEmpty();
	}

	/**
	 * A call that ended late.
	 *
	 * @param kind what it was
	 * @param id its number among those of its kind
	 * @param begunAt when it was made, in {@link System#nanoTime()}
	 * @param endedAt when it ended
	 */
	record Late(String kind, int id, long begunAt, long endedAt) {

	}

	/**
	 * A call that ended badly.
	 *
	 * @param kind what it was
	 * @param id its number among those of its kind
	 * @param cause why
	 */
	public record Failed(String kind, int id, Throwable cause) {

		public NetworkException known() {
			if (this.cause instanceof NetworkException known) {
				return known;
			}
			throw new AssertionError(this.kind + " " + this.id + " failed in an unknown way", this.cause);
		}

	}

}

package io.quictransport.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransport;
import org.jspecify.annotations.Nullable;

/**
 * Sends all kinds of traffic from a node to its peer for a long time, always in the same
 * mix: {@link NumberedCalls}, and {@link LargeCalls} beside them. At first it sends as
 * fast as answers arrive, which shows the capacity of the node, then at a given rate.
 */
public final class SoakLoad {

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	private static final int REQUESTS_PER_LARGE_ONES = 100;

	/** A request counts until all that was sent with it has ended, too. */
	private static final int MOST_IN_FLIGHT = 64;

	/** What is due within it is sent at once. */
	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/** After so many nothing more is sent. */
	private static final int MOST_FAILURES = 1000;

	private final NumberedCalls messages;

	private final LargeCalls large;

	private final Semaphore permits = new Semaphore(MOST_IN_FLIGHT);

	private volatile boolean sending;

	private @Nullable Thread sender;

	private int answeredBefore;

	private long begunAt;

	public SoakLoad(QuicTransport from, PeerId to) {
		this.messages = new NumberedCalls(from, to, DEADLINE);
		this.large = new LargeCalls(from, to, DEADLINE);
	}

	/**
	 * Sends for some time as fast as answers come.
	 * @param warmUp begins the time and is not counted
	 * @return how many requests a second were answered, and how long they took
	 */
	public String capacity(Duration warmUp, Duration counted) throws InterruptedException {
		begin((n) -> System.nanoTime());
		TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
		countFromNow();
		TimeUnit.NANOSECONDS.sleep(counted.toNanos());
		String reached = reached();
		stop();
		return reached;
	}

	private void countFromNow() {
		latencies();
		this.answeredBefore = this.messages.answered().count();
		this.begunAt = System.nanoTime();
	}

	private String reached() {
		double seconds = (System.nanoTime() - this.begunAt) / 1e9;
		long rate = Math.round((this.messages.answered().count() - this.answeredBefore) / seconds);
		return "requests_per_second=" + rate + " " + latencies();
	}

	/** Begins to send at a rate. */
	public void atRate(int requestsPerSecond) {
		long begun = System.nanoTime();
		begin((n) -> begun + ((long) (n * 1e9 / requestsPerSecond) / TICK_NANOS + 1) * TICK_NANOS);
	}

	private void begin(Pace pace) {
		countFromNow();
		this.sending = true;
		this.sender = new Thread(() -> send(pace), "soak-load");
		this.sender.start();
	}

	private void send(Pace pace) {
		for (int n = 0; this.sending && this.messages.failed() + this.large.failed() < MOST_FAILURES; n++) {
			long due = pace.dueAt(n);
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			this.permits.acquireUninterruptibly();
			CompletableFuture<?> call = this.messages.next(due);
			if (n % REQUESTS_PER_LARGE_ONES == 0) {
				call = CompletableFuture.allOf(call, this.large.next());
			}
			call.whenComplete((done, cause) -> this.permits.release());
		}
	}

	/** Sends no more, and waits for all. */
	private void stop() throws InterruptedException {
		this.sending = false;
		if (this.sender != null) {
			this.sender.join();
		}
		this.messages.awaitEnd();
		this.large.awaitEnd();
	}

	/**
	 * How long requests have taken from when they were due, since this was asked last.
	 */
	public String latencies() {
		return "requests=[" + this.messages.latencies().take() + "] large=[" + this.large.latencies().take() + "]";
	}

	/** Sends no more, waits for all, and says what was sent and all that was wrong. */
	public String finish() throws InterruptedException {
		String reached = reached();
		stop();
		Stream<String> problems = Stream.of(this.large.problems(), this.messages.failures(), this.messages.late())
			.flatMap((some) -> some.stream().map(Object::toString));
		return reached + " messages=" + this.messages.begun() + " streams=" + this.large.pairs() + " large_requests="
				+ this.large.pairs() + " problems=" + problems.limit(20).toList();
	}

	/** Checks that what was said to have arrived has. */
	public void assertArrived(Receipts receipts) {
		this.messages.assertNothingLostOrHandledTwice(receipts);
	}

	/**
	 * When requests are sent.
	 */
	@FunctionalInterface
	private interface Pace {

		/** When the n-th request is due, in {@link System#nanoTime()}. */
		long dueAt(int n);

	}

}

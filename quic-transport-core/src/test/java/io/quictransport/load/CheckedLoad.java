package io.quictransport.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Stalls;
import org.jspecify.annotations.Nullable;

import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sends requests and one-way messages from one node to another at a steady rate, and
 * checks what must hold whatever the network does: each future completes, a handler runs
 * at most once for one message, payloads arrive unchanged, messages on one path keep
 * their order, and acknowledged messages are handled. Where stalls are measured, each
 * future completes by its deadline and one second.
 */
public final class CheckedLoad {

	private static final int TICK_MILLIS = 20;

	private static final int PATHS = 4;

	/** Payloads repeat after so many. */
	private static final int PAYLOADS = 512;

	/** How much later than its deadline a call may end. */
	private static final Duration TOLERANCE = Duration.ofSeconds(1);

	private final QuicTransport from;

	private final QuicTransport to;

	private final Duration deadline;

	private final Consignment payloads;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	/**
	 * More than this does not wait for its end: a machine that is too slow for the rate
	 * is given less to do, and not so much that calls are refused.
	 */
	private static final int MOST_OPEN = 500;

	/** Guarded by this. */
	private final List<TimedCall> calls = new ArrayList<>();

	private final BitSet requested = new BitSet();

	private final BitSet handled = new BitSet();

	private final BitSet acknowledged = new BitSet();

	private final int[] lastOfPath = new int[PATHS];

	private final Map<ErrorCode, Integer> failures = new EnumMap<>(ErrorCode.class);

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private int sent;

	/** The number of calls that have not ended. */
	private int open;

	private CheckedLoad(QuicTransport from, QuicTransport to, Duration deadline, int meanSize) {
		this.from = from;
		this.to = to;
		this.deadline = deadline;
		long seed = System.nanoTime();
		System.out.println("event=load from=" + idOf(from) + " seed=" + seed);
		this.payloads = new Consignment(seed, PAYLOADS, (long) meanSize * PAYLOADS);
	}

	/**
	 * Begins to send.
	 * @param deadline of each message
	 * @param meanSize of the payloads in bytes; they go up to 1 MiB
	 * @param perSecond how many requests a second, and as many one-way messages; a
	 * multiple of 50
	 */
	public static CheckedLoad start(QuicTransport from, QuicTransport to, Duration deadline, int meanSize,
			int perSecond) {
		CheckedLoad load = new CheckedLoad(from, to, deadline, meanSize);
		to.onRequest(Route.path("load/" + idOf(from)).withDispatch(Dispatch.EVENT_LOOP), (request, context) -> {
			load.requestHandled(request);
			return CompletableFuture.completedFuture(request.payload());
		});
		for (int path = 0; path < PATHS; path++) {
			int own = path;
			to.onMessage("load/" + idOf(from) + "/" + path, (message, context) -> load.messageHandled(own, message));
		}
		int perTick = Math.max(1, perSecond * TICK_MILLIS / 1000);
		load.timer.scheduleAtFixedRate(() -> load.tick(perTick), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
		return load;
	}

	private synchronized void tick(int count) {
		if (this.open >= MOST_OPEN) {
			return;
		}
		for (int i = 0; i < count; i++) {
			int id = this.sent++;
			byte[] payload = this.payloads.payload(id % PAYLOADS);
			NetworkMessage request = NetworkMessage.request(idOf(this.to), "load/" + idOf(this.from), payload)
				.withCorrelationId(Consignment.mark(id));
			watch("request " + id, this.from.request(request, this.deadline)).thenAccept((reply) -> {
				if (!this.payloads.matches(id % PAYLOADS, reply.payload())) {
					this.problems.add("the reply to request " + id + " is wrong");
				}
			});
			NetworkMessage message = NetworkMessage
				.message(idOf(this.to), "load/" + idOf(this.from) + "/" + id % PATHS, payload)
				.withCorrelationId(Consignment.mark(id));
			watch("message " + id, this.from.send(message, this.deadline)).thenRun(() -> acknowledged(id));
		}
	}

	private <T> CompletableFuture<T> watch(String what, CompletableFuture<T> call) {
		long begun = System.nanoTime();
		this.open++;
		this.calls.add(new TimedCall(what, begun, call.handle((value, cause) -> {
			ended(what, cause);
			return System.nanoTime();
		})));
		return call;
	}

	private synchronized void ended(String what, @Nullable Throwable cause) {
		this.open--;
		if (cause == null) {
			return;
		}
		if (cause instanceof NetworkException known) {
			this.failures.merge(known.code(), 1, Integer::sum);
		}
		else {
			this.problems.add(what + " failed with " + cause);
		}
	}

	private synchronized void acknowledged(int id) {
		this.acknowledged.set(id);
	}

	private synchronized void requestHandled(NetworkMessage request) {
		note("request", this.requested, request);
	}

	private synchronized void messageHandled(int path, NetworkMessage message) {
		int id = note("message", this.handled, message);
		if (id < this.lastOfPath[path]) {
			this.problems.add("message " + id + " came after " + this.lastOfPath[path]);
		}
		this.lastOfPath[path] = id;
	}

	private int note(String kind, BitSet seen, NetworkMessage message) {
		int id = Consignment.id(message);
		if (seen.get(id)) {
			this.problems.add(kind + " " + id + " was handled twice");
		}
		seen.set(id);
		if (!this.payloads.matches(id % PAYLOADS, message.payload())) {
			this.problems.add(kind + " " + id + " has come changed");
		}
		return id;
	}

	/** How many requests were sent, and as many one-way messages. */
	synchronized int sent() {
		return this.sent;
	}

	/** How many calls have failed, by reason. */
	public synchronized Map<ErrorCode, Integer> failures() {
		return Map.copyOf(this.failures);
	}

	private synchronized List<TimedCall> calls() {
		return List.copyOf(this.calls);
	}

	/** Waits until this many calls more were made, and until all of them have ended. */
	public void awaitMore(int count) {
		int goal = calls().size() + count;
		await().atMost(this.deadline.plus(TestNodes.PATIENCE)).until(() -> {
			List<TimedCall> made = calls();
			return made.size() >= goal && made.stream().limit(goal).allMatch((call) -> call.ended().isDone());
		});
	}

	/**
	 * The longest that a call has taken to end, of all that have, without the time in
	 * which the machine was stalled.
	 */
	public Duration slowest(Stalls stalls) {
		return calls().stream()
			.filter((call) -> call.ended().isDone())
			.map((call) -> call.took(stalls))
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

	/** Sends no more, waits for every future, and checks what holds in any case. */
	public void stopAndCheck() throws InterruptedException {
		this.timer.shutdown();
		assertThat(this.timer.awaitTermination(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		CompletableFuture<?> all = CompletableFuture
			.allOf(calls().stream().map(TimedCall::ended).toArray(CompletableFuture[]::new));
		try {
			all.get(this.deadline.plus(TestNodes.PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			this.problems.add(calls().stream().filter((call) -> !call.ended().isDone()).count()
					+ " futures have not completed: " + ex);
		}
		await().untilAsserted(() -> assertThat(lost()).as("acknowledged and not handled").isEqualTo(new BitSet()));
		assertThat(this.problems).isEmpty();
		await().untilAsserted(() -> {
			assertThat(this.from.stats().messages().inFlight()).isZero();
			assertThat(this.to.stats().handlers().running()).isZero();
		});
		System.out
			.println("event=load_done from=" + idOf(this.from) + " sent=" + this.sent + " failures=" + failures());
	}

	/** Checks besides that each future has completed by its deadline. */
	public void stopAndCheck(Stalls stalls) throws InterruptedException {
		stopAndCheck();
		assertThat(calls()).as("completed later than %s after its deadline", TOLERANCE)
			.allSatisfy((call) -> assertThat(call.took(stalls)).isLessThanOrEqualTo(this.deadline.plus(TOLERANCE)));
	}

	private synchronized BitSet lost() {
		BitSet lost = (BitSet) this.acknowledged.clone();
		lost.andNot(this.handled);
		return lost;
	}

	/**
	 * A call and when it was made.
	 *
	 * @param what which one
	 * @param begun when, in {@link System#nanoTime()}
	 * @param ended completes with the time of its end, well or not
	 */
	private record TimedCall(String what, long begun, CompletableFuture<Long> ended) {

		Duration took(Stalls stalls) {
			return stalls.running(this.begun, this.ended.join());
		}

	}

}

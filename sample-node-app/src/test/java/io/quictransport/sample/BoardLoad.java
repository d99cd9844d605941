package io.quictransport.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.testing.contract.Results;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A steady load on the boards of several nodes, as another node: requests that write a
 * key at whichever node takes them, tried again at the next one when the failure says
 * that this is right, and acknowledged one-way messages that bring a key to one node.
 */
final class BoardLoad {

	private static final int TICK_MILLIS = 20;

	/** A few seconds' worth. A machine that is too slow for more gets no more. */
	private static final int MOST_UNDER_WAY = 1000;

	/** Of calls that may be tried again when it has ended them. */
	private static final Duration SHORT_DEADLINE = Duration.ofSeconds(5);

	private static final long RETRY_MILLIS = 100;

	private static final Duration PATIENCE = Results.PATIENCE.multipliedBy(3);

	private final NetworkTransport from;

	private final List<PeerId> nodes;

	private final String prefix;

	private final NodeJson json = new NodeJson(new JsonMapper());

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final List<CompletableFuture<?>> calls = new ArrayList<>();

	private final Map<String, Receipt> written = new ConcurrentHashMap<>();

	private final Map<String, Receipt> acknowledged = new ConcurrentHashMap<>();

	private final Map<String, Integer> retried = new TreeMap<>();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private final AtomicInteger underWay = new AtomicInteger();

	private volatile boolean idempotent;

	private int ticks;

	private int requests;

	private BoardLoad(NetworkTransport from, List<PeerId> nodes, String prefix) {
		this.from = from;
		this.nodes = nodes;
		this.prefix = prefix;
	}

	/**
	 * Begins to send: 200 requests and 50 one-way messages a second, or as many as the
	 * nodes keep pace with.
	 */
	static BoardLoad start(NetworkTransport from, String prefix, List<PeerId> nodes) {
		BoardLoad load = new BoardLoad(from, nodes, prefix);
		load.timer.scheduleAtFixedRate(load::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
		return load;
	}

	/**
	 * Also tries again what may have been carried out and what the deadline has ended, as
	 * a caller may who knows that writing twice does no harm.
	 */
	BoardLoad tryingAllAgain() {
		this.idempotent = true;
		return this;
	}

	private synchronized void tick() {
		if (this.underWay.get() >= MOST_UNDER_WAY) {
			return;
		}
		for (int i = 0; i < 4; i++) {
			request(this.prefix + "-r" + this.requests++);
		}
		int number = this.ticks++;
		PeerId node = this.nodes.get(number % this.nodes.size());
		message(this.prefix + "-m" + number, node);
	}

	private void request(String key) {
		CompletableFuture<Void> call = new CompletableFuture<>();
		follow(call);
		attempt(key, this.requests, System.nanoTime(), call);
	}

	private void attempt(String key, int turn, long begun, CompletableFuture<Void> call) {
		PeerId node = this.nodes.get(turn % this.nodes.size());
		NetworkMessage put = NetworkMessage.request(node, NodePaths.COMMAND, this.json.write(Command.put(key, key)));
		this.from.request(put, deadline()).whenComplete((reply, failure) -> {
			String refusal = (failure != null) ? reasonToTryAgain(failure) : refusal(reply);
			if (failure != null && refusal == null) {
				this.problems.add(key + " failed at " + node + ": " + failure);
				call.complete(null);
			}
			else if (refusal == null) {
				this.written.put(key, new Receipt(node, System.nanoTime()));
				call.complete(null);
			}
			else if (System.nanoTime() - begun > PATIENCE.toNanos()) {
				this.problems.add(key + " was not written in " + PATIENCE + ", last because of " + refusal);
				call.complete(null);
			}
			else {
				noteRetry(refusal);
				CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
					.execute(() -> attempt(key, turn + 1, begun, call));
			}
		});
	}

	private Duration deadline() {
		return this.idempotent ? SHORT_DEADLINE : Results.PATIENCE;
	}

	private @Nullable String refusal(NetworkMessage reply) {
		Answer.Status status = this.json.read(reply.payload(), Answer.class).status();
		return (status == Answer.Status.OK) ? null : status.name();
	}

	private @Nullable String reasonToTryAgain(Throwable failure) {
		return (failure instanceof NetworkException known && (this.idempotent || known.isRetryable()))
				? known.code() + "/" + known.outcome() : null;
	}

	private synchronized void noteRetry(String reason) {
		this.retried.merge(reason, 1, Integer::sum);
	}

	private void message(String key, PeerId node) {
		Entry entry = new Entry(key, key, new Version(1, this.from.localNode().id().value()));
		NetworkMessage message = NetworkMessage.message(node, NodePaths.CHANGED, this.json.write(entry));
		follow(this.from.send(message, deadline())
			.thenRun(() -> this.acknowledged.put(key, new Receipt(node, System.nanoTime())))
			// One that was not acknowledged promises nothing.
			.exceptionally((refused) -> null));
	}

	private void follow(CompletableFuture<?> call) {
		this.underWay.incrementAndGet();
		this.calls.add(call.whenComplete((done, failure) -> this.underWay.decrementAndGet()));
	}

	/** How many requests were begun. */
	synchronized int requests() {
		return this.requests;
	}

	/** Sends no more and waits for what is under way. */
	void stop() throws InterruptedException {
		this.timer.shutdown();
		this.timer.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		CompletableFuture.allOf(this.calls.toArray(CompletableFuture[]::new)).join();
		System.out.println("event=load prefix=" + this.prefix + " requests=" + this.requests + " written="
				+ this.written.size() + " messages=" + this.ticks + " acknowledged=" + this.acknowledged.size()
				+ " retried=" + this.retried + " problems=" + this.problems.size());
	}

	/** Requests that have failed for good. */
	List<String> problems() {
		return List.copyOf(this.problems);
	}

	/** The keys that a node has said it has written. */
	Set<String> written() {
		return Set.copyOf(this.written.keySet());
	}

	/** The keys of the messages that a node has acknowledged until a time. */
	Set<String> acknowledgedBy(PeerId node, long until) {
		return keys(this.acknowledged, node, until);
	}

	/** The keys that a node has written from one time until another. */
	Set<String> writtenBy(PeerId node, long until) {
		return keys(this.written, node, until);
	}

	private static Set<String> keys(Map<String, Receipt> receipts, PeerId node, long until) {
		Set<String> keys = new HashSet<>();
		receipts.forEach((key, receipt) -> {
			if (receipt.node.equals(node) && receipt.nanos - until <= 0) {
				keys.add(key);
			}
		});
		return keys;
	}

	/**
	 * What the load was told.
	 *
	 * @param node by whom
	 * @param nanos when
	 */
	private record Receipt(PeerId node, long nanos) {
	}

}

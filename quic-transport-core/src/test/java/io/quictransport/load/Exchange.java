package io.quictransport.load;

import java.time.Duration;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;

/**
 * Runs one end of a long exchange of messages: sends requests and one-way messages to the
 * other end, a window of each at a time, and checks everything that it receives.
 */
public final class Exchange {

	static final int PATHS = 16;

	private static final int WINDOW = 64;

	private static final int MOST_PROBLEMS = 20;

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final String REQUESTS = "exchange/request";

	private static final String EVENTS = "exchange/event/";

	private final QuicTransport node;

	private final Consignment requests;

	private final Consignment events;

	private final BitSet seenRequests = new BitSet();

	private final BitSet seenEvents = new BitSet();

	private final AtomicIntegerArray lastEvents = new AtomicIntegerArray(PATHS);

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private final CompletableFuture<Void> received = new CompletableFuture<>();

	private final Semaphore requestWindow = new Semaphore(WINDOW);

	private final Semaphore eventWindow = new Semaphore(WINDOW);

	private Exchange(QuicTransport node, Consignment requests, Consignment events) {
		this.node = node;
		this.requests = requests;
		this.events = events;
	}

	/**
	 * Makes an end and registers its handlers: from now on the other end may send.
	 * @param seed the same at both ends
	 * @param messages how many messages each end sends, half of them requests
	 * @param budget how many payload bytes each end causes at most, the replies to its
	 * requests included
	 */
	public static Exchange prepare(QuicTransport node, long seed, int messages, long budget) {
		Consignment requests = new Consignment(seed, messages / 2, budget / 3);
		Consignment events = new Consignment(seed + 1, messages / 2, budget / 3);
		Exchange exchange = new Exchange(node, requests, events);
		node.onRequest(REQUESTS, RequestHandler.replying(exchange::handleRequest));
		for (int path = 0; path < PATHS; path++) {
			int own = path;
			exchange.lastEvents.set(path, path - PATHS);
			node.onMessage(EVENTS + path, (message, context) -> exchange.handleEvent(own, message));
		}
		return exchange;
	}

	/** How many payload bytes this end causes, replies included. */
	public long bytes() {
		return 2 * this.requests.bytes() + this.events.bytes();
	}

	/**
	 * Sends everything.
	 * @return completes when all is answered and all of the other end has come
	 */
	public CompletableFuture<Void> run(PeerId peer) {
		CompletableFuture<Void> requesting = inThread("requests", () -> sendRequests(peer));
		CompletableFuture<Void> sending = inThread("events", () -> sendEvents(peer));
		return CompletableFuture.allOf(requesting, sending, this.received);
	}

	private static CompletableFuture<Void> inThread(String name, Runnable task) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				task.run();
				done.complete(null);
			}
			catch (Throwable ex) {
				done.completeExceptionally(ex);
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
		return done;
	}

	private void sendRequests(PeerId peer) {
		for (int i = 0; i < this.requests.messages() && !this.received.isCompletedExceptionally(); i++) {
			int id = i;
			this.requestWindow.acquireUninterruptibly();
			NetworkMessage request = NetworkMessage.request(peer, REQUESTS, this.requests.payload(id))
				.withCorrelationId(Consignment.mark(id));
			this.node.request(request, DEADLINE).whenComplete((reply, cause) -> {
				this.requestWindow.release();
				if (cause != null) {
					problem("request " + id + " failed: " + cause);
				}
				else if (!this.requests.matches(id, reply.payload())) {
					problem("the reply to request " + id + " is wrong");
				}
			});
		}
		this.requestWindow.acquireUninterruptibly(WINDOW);
	}

	private void sendEvents(PeerId peer) {
		for (int i = 0; i < this.events.messages() && !this.received.isCompletedExceptionally(); i++) {
			int id = i;
			this.eventWindow.acquireUninterruptibly();
			NetworkMessage event = NetworkMessage.message(peer, EVENTS + id % PATHS, this.events.payload(id))
				.withCorrelationId(Consignment.mark(id));
			this.node.send(event, DEADLINE).whenComplete((admitted, cause) -> {
				this.eventWindow.release();
				if (cause != null) {
					problem("one-way message " + id + " failed: " + cause);
				}
			});
		}
		this.eventWindow.acquireUninterruptibly(WINDOW);
	}

	private byte[] handleRequest(NetworkMessage request) {
		int id = Consignment.id(request);
		if (!this.requests.matches(id, request.payload())) {
			problem("request " + id + " has come changed");
		}
		note("request", this.seenRequests, id);
		return request.payload();
	}

	private void handleEvent(int path, NetworkMessage event) {
		int id = Consignment.id(event);
		if (!this.events.matches(id, event.payload())) {
			problem("one-way message " + id + " has come changed");
		}
		int before = this.lastEvents.getAndSet(path, id);
		if (id != before + PATHS) {
			problem("on path " + path + " one-way message " + id + " has come after " + before);
		}
		note("one-way message", this.seenEvents, id);
	}

	private void note(String kind, BitSet seen, int id) {
		boolean all;
		synchronized (this.received) {
			if (seen.get(id)) {
				problem(kind + " " + id + " was handled twice");
			}
			seen.set(id);
			all = this.seenRequests.cardinality() + this.seenEvents.cardinality() == this.requests.messages()
					+ this.events.messages();
		}
		if (all) {
			this.received.complete(null);
		}
	}

	/** Notes what is wrong, and that there is nothing to wait for any more. */
	private void problem(String what) {
		if (this.problems.size() < MOST_PROBLEMS) {
			this.problems.add(what);
		}
		this.received.completeExceptionally(new IllegalStateException(what));
	}

	/** What has been received, and all that was wrong. */
	public String report() {
		synchronized (this.received) {
			return "requests=" + this.seenRequests.cardinality() + " events=" + this.seenEvents.cardinality()
					+ " problems=" + this.problems;
		}
	}

}

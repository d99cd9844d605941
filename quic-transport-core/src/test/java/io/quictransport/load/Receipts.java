package io.quictransport.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;

/**
 * Handles the messages of {@link NumberedCalls} and records which have arrived, to be
 * compared with the results that the sender received.
 */
public final class Receipts {

	static final String REQUESTS = "load/request";

	static final String EVENTS = "load/event";

	private final Numbers requests;

	private final Numbers events;

	private final AtomicInteger twice;

	private Receipts(Numbers requests, Numbers events, int twice) {
		this.requests = requests;
		this.events = events;
		this.twice = new AtomicInteger(twice);
	}

	/** Registers handlers at a node. */
	public static Receipts at(QuicTransport node) {
		return register(node, RequestHandler.replying(NetworkMessage::payload));
	}

	/** Registers handlers at a node; requests are answered later, by an executor. */
	public static Receipts at(QuicTransport node, Executor later) {
		return register(node, (request, context) -> CompletableFuture.completedFuture(request)
			.thenApplyAsync(NetworkMessage::payload, later));
	}

	private static Receipts register(QuicTransport node, RequestHandler handler) {
		Receipts receipts = new Receipts(new Numbers(), new Numbers(), 0);
		node.onRequest(REQUESTS, (request, context) -> {
			receipts.note(receipts.requests, request);
			return handler.handle(request, context);
		});
		node.onMessage(EVENTS, (message, context) -> receipts.note(receipts.events, message));
		return receipts;
	}

	private void note(Numbers seen, NetworkMessage message) {
		if (!seen.add(Consignment.id(message))) {
			this.twice.incrementAndGet();
		}
	}

	public Numbers requests() {
		return this.requests;
	}

	public Numbers events() {
		return this.events;
	}

	/** How many messages were handled a second time. */
	int twice() {
		return this.twice.get();
	}

	/** One line that {@link #parse} reads. */
	public String toLine() {
		return this.requests.toWord() + "-" + this.events.toWord() + "-" + this.twice;
	}

	public static Receipts parse(String line) {
		String[] parts = line.split("-", -1);
		return new Receipts(Numbers.parse(parts[0]), Numbers.parse(parts[1]), Integer.parseInt(parts[2]));
	}

}

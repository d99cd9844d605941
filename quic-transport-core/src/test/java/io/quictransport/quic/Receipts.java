package io.quictransport.quic;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;

/**
 * Handles the messages of a {@link SteadyLoad} and remembers which have come, to be held
 * against what the sender was told.
 */
final class Receipts {

	static final String REQUESTS = "load/request";

	static final String EVENTS = "load/event";

	private final BitSet requests = new BitSet();

	private final BitSet events = new BitSet();

	private int twice;

	/** Registers handlers at a node. */
	static Receipts at(QuicTransport node) {
		return register(node, RequestHandler.replying(NetworkMessage::payload));
	}

	/** Registers handlers at a node; requests are answered later, by an executor. */
	static Receipts at(QuicTransport node, Executor later) {
		return register(node, (request, context) -> CompletableFuture.completedFuture(request)
			.thenApplyAsync(NetworkMessage::payload, later));
	}

	private static Receipts register(QuicTransport node, RequestHandler handler) {
		Receipts receipts = new Receipts();
		node.onRequest(REQUESTS, (request, context) -> {
			receipts.note(receipts.requests, request);
			return handler.handle(request, context);
		});
		node.onMessage(EVENTS, (message, context) -> receipts.note(receipts.events, message));
		return receipts;
	}

	private synchronized void note(BitSet seen, NetworkMessage message) {
		int id = Consignment.id(message);
		if (seen.get(id)) {
			this.twice++;
		}
		seen.set(id);
	}

	synchronized BitSet requests() {
		return (BitSet) this.requests.clone();
	}

	synchronized BitSet events() {
		return (BitSet) this.events.clone();
	}

	/** How many messages were handled a second time. */
	synchronized int twice() {
		return this.twice;
	}

	/** One line that {@link #parse} reads. */
	synchronized String toLine() {
		return HexFormat.of().formatHex(this.requests.toByteArray()) + "-"
				+ HexFormat.of().formatHex(this.events.toByteArray()) + "-" + this.twice;
	}

	static Receipts parse(String line) {
		String[] parts = line.split("-", -1);
		Receipts receipts = new Receipts();
		receipts.requests.or(BitSet.valueOf(HexFormat.of().parseHex(parts[0])));
		receipts.events.or(BitSet.valueOf(HexFormat.of().parseHex(parts[1])));
		receipts.twice = Integer.parseInt(parts[2]);
		return receipts;
	}

}

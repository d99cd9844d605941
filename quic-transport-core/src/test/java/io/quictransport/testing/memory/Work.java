package io.quictransport.testing.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tracks the work that a node has admitted from one peer and not finished. It belongs to
 * the peer's id, not to a connection: a peer that leaves and comes back finds its
 * messages in their order and its limits as they were.
 */
final class Work {

	private final Node node;

	private final Map<String, Serial> inboxes = new HashMap<>();

	/** One-way messages that wait for their handlers, and their bytes. */
	private final AtomicInteger queued = new AtomicInteger();

	private final AtomicLong queuedBytes = new AtomicLong();

	/** Requests that are being handled; confined to the event loop. */
	private int requests;

	Work(Node node) {
		this.node = node;
	}

	/** The one that has the messages of a path handled one after another. */
	Serial inbox(String path) {
		return this.inboxes.computeIfAbsent(path, (key) -> new Serial(this.node.loop(), this.node.executor()));
	}

	boolean hasRoomFor(int size) {
		int waiting = this.queued.get();
		return waiting < this.node.options().limits().maxQueuedMessages()
				&& (waiting == 0 || this.queuedBytes.get() + size <= this.node.options().limits().maxQueuedBytes());
	}

	void queued(int size) {
		this.queued.incrementAndGet();
		this.queuedBytes.addAndGet(size);
	}

	void handled(int size) {
		this.queuedBytes.addAndGet(-size);
		this.queued.decrementAndGet();
	}

	int waiting() {
		return this.queued.get();
	}

	void requestBegins() {
		this.requests++;
	}

	void requestEnds() {
		this.requests--;
	}

	int requests() {
		return this.requests;
	}

	boolean isIdle() {
		return this.queued.get() == 0 && this.requests == 0;
	}

}

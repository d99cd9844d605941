package io.quictransport.internal.messaging;

import java.util.List;

import io.quictransport.internal.wire.Settled;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one incarnation of a peer, with their replies, until the peer has
 * settled them: an id that comes again is not handled again. Bounded in number and in
 * bytes; when it is full, requests are refused rather than forgotten. Confined to the
 * event loop.
 */
final class RequestMemory {

	private final int mostRequests;

	private final long mostBytes;

	private final LongTable<InboundRequest> byId = new LongTable<>();

	private long bytes;

	private long settled;

	RequestMemory(int mostRequests, long mostBytes) {
		this.mostRequests = mostRequests;
		this.mostBytes = mostBytes;
	}

	/** Whether the peer waits for this id no more. */
	boolean isSettled(long id) {
		return id < this.settled;
	}

	/** The lowest id that the peer may send again. */
	long lowest() {
		return this.settled;
	}

	boolean isFull() {
		return this.byId.size() >= this.mostRequests || this.bytes >= this.mostBytes;
	}

	@Nullable InboundRequest find(long id) {
		return this.byId.get(id);
	}

	void add(InboundRequest request) {
		this.byId.put(request.id(), request);
	}

	void forget(InboundRequest request) {
		this.byId.remove(request.id());
	}

	void replied(int size) {
		this.bytes += size;
	}

	/** The peer has resolved these: what is remembered of them can go. */
	void settle(Settled resolved) {
		for (long id : resolved.above()) {
			forget(id);
		}
		long from = this.settled;
		this.settled = Math.max(from, resolved.lowest());
		// To ask for an id costs as much as to look at a place of the table.
		if (this.settled - from <= Settlement.MESSAGES + 2L * this.byId.size()) {
			for (long id = from; id < this.settled; id++) {
				forget(id);
			}
		}
		else {
			// Senders may leave gaps, so most of a long way may not be here.
			all().stream().mapToLong(InboundRequest::id).filter(this::isSettled).forEach(this::forget);
		}
	}

	private void forget(long id) {
		InboundRequest request = this.byId.remove(id);
		if (request != null) {
			this.bytes -= request.replySize();
			request.settle();
		}
	}

	List<InboundRequest> all() {
		return this.byId.values();
	}

	int size() {
		return this.byId.size();
	}

}

package io.quictransport.quic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

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

	private final Deque<InboundRequest> byArrival = new ArrayDeque<>();

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

	boolean isFull() {
		return this.byId.size() >= this.mostRequests || this.bytes >= this.mostBytes;
	}

	@Nullable InboundRequest find(long id) {
		return this.byId.get(id);
	}

	void add(InboundRequest request) {
		this.byId.put(request.id(), request);
		this.byArrival.add(request);
	}

	void forget(InboundRequest request) {
		this.byId.remove(request.id());
		this.byArrival.remove(request);
	}

	void replied(int size) {
		this.bytes += size;
	}

	/** The peer has resolved all ids below. */
	void settle(long lowestUnresolved) {
		this.settled = Math.max(this.settled, lowestUnresolved);
		InboundRequest oldest = this.byArrival.peek();
		while (oldest != null && oldest.id() < this.settled) {
			this.byArrival.remove();
			this.byId.remove(oldest.id());
			this.bytes -= oldest.replySize();
			oldest.settle();
			oldest = this.byArrival.peek();
		}
	}

	List<InboundRequest> all() {
		List<InboundRequest> all = new ArrayList<>(this.byId.size());
		this.byId.values().forEach(all::add);
		return all;
	}

	int size() {
		return this.byId.size();
	}

}

package io.quictransport.internal.messaging;

import java.util.List;

import io.quictransport.internal.wire.ControlFrames.Settled;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which messages of one incarnation of a peer have arrived before, so that none is
 * handled twice and none overtakes one that was refused; and keeps the replies until the
 * peer has settled the requests. Bounded in number and in bytes: when it is full,
 * messages are refused rather than forgotten. No frame makes it scan everything that it
 * holds. Confined to the event loop.
 *
 * <p>
 * The bound is on ranges of ids, of which a peer that numbers its messages correctly
 * makes few, whatever the age of its oldest unresolved message.
 */
final class MessageLedger {

	/**
	 * The number of request ids that may be on the heap although their requests are
	 * forgotten.
	 */
	private static final int SPARE = 64;

	/** The first id of a sender after its start. */
	private static final long FIRST_ID = 1;

	private final int most;

	private final long mostBytes;

	/** Received and admitted, or settled by id: not to be handled again. */
	private final IdRanges accounted = new IdRanges();

	/**
	 * One-way messages that were refused: refused again, as they would overtake others.
	 */
	private final IdRanges refused = new IdRanges();

	private final LatestOfPaths latest = new LatestOfPaths();

	/** Running or answered, and not settled. */
	private final LongTable<InboundRequest> requests = new LongTable<>();

	/** The ids of {@link #requests}, and some that are no longer there. */
	private final LongHeap requestIds = new LongHeap();

	private long replyBytes;

	/** The peer has resolved all messages below. */
	private long lowest;

	/** Ids up to this one that are not accounted were refused, too many to be listed. */
	private long refusedUpTo = -1;

	MessageLedger(int most, long mostBytes) {
		this.most = most;
		this.mostBytes = mostBytes;
	}

	@Nullable InboundRequest find(long id) {
		return this.requests.get(id);
	}

	/** Whether a message was admitted before, or is no longer waited for. */
	boolean isAccounted(long id) {
		return id < this.lowest || this.accounted.contains(id);
	}

	/** Whether a one-way message was refused before; it is not accounted. */
	boolean isRefused(long id) {
		return id <= this.refusedUpTo || this.refused.contains(id);
	}

	/**
	 * Whether a later one-way message of the path was admitted; this one is not accounted
	 * for.
	 */
	boolean isOvertaken(long id, String path) {
		return this.latest.isOvertaken(path, id);
	}

	/** Whether one more message can be remembered. */
	boolean hasRoomFor(long id) {
		return size() < this.most || this.accounted.adjoins(id);
	}

	/** Whether one more request can be remembered until the peer settles it. */
	boolean hasRoomForRequest() {
		return size() < this.most && this.replyBytes < this.mostBytes;
	}

	/** The number of remembered requests and ranges of other messages. */
	int size() {
		return this.accounted.count() + this.refused.count() + this.requests.size();
	}

	/** Whether the peer may resend nothing that has already arrived. */
	boolean isEmpty() {
		return this.accounted.isEmpty() && this.refused.isEmpty() && this.requests.size() == 0;
	}

	/** A one-way message is admitted, for which there is room. */
	void admit(long id, String path) {
		this.accounted.add(id);
		this.latest.admitted(path, id, this.accounted.firstMissing(Math.max(this.lowest, FIRST_ID)));
	}

	/** A one-way message is refused. */
	void refuse(long id) {
		if (size() < this.most || this.refused.adjoins(id)) {
			this.refused.add(id);
		}
		else {
			this.refusedUpTo = Math.max(this.refusedUpTo, id);
		}
	}

	/** A request is admitted, for which there is room. */
	void add(InboundRequest request) {
		long id = request.id();
		this.accounted.add(id);
		this.requests.put(id, request);
		if (this.requestIds.size() > 2 * this.requests.size() + SPARE) {
			this.requestIds.retain((known) -> known != id && this.requests.get(known) != null);
		}
		this.requestIds.add(id);
	}

	/** A request is refused after all; it may come again. */
	void forget(InboundRequest request) {
		this.requests.remove(request.id());
		this.accounted.remove(request.id());
	}

	void replied(int size) {
		this.replyBytes += size;
	}

	/** The peer has resolved these: what is remembered of them can be dropped. */
	void settle(Settled resolved) {
		for (long id : resolved.above()) {
			if (id >= this.lowest) {
				settle(id);
			}
		}
		if (resolved.lowest() > this.lowest) {
			this.lowest = resolved.lowest();
			while (!this.requestIds.isEmpty() && this.requestIds.peek() < this.lowest) {
				settleRequest(this.requestIds.poll());
			}
			this.accounted.dropBelow(this.lowest);
			this.refused.dropBelow(this.lowest);
		}
	}

	/** Records a resolved message, so that a late copy of it is dropped. */
	private void settle(long id) {
		settleRequest(id);
		if (!hasRoomFor(id)) {
			return;
		}
		this.accounted.add(id);
		if (!this.refused.isEmpty() && (size() < this.most || !this.refused.isInside(id))) {
			this.refused.remove(id);
		}
	}

	private void settleRequest(long id) {
		InboundRequest request = this.requests.remove(id);
		if (request != null) {
			this.replyBytes -= request.replySize();
			request.settle();
		}
	}

	/** The requests that are not settled; a copy. */
	List<InboundRequest> requests() {
		return this.requests.values();
	}

}

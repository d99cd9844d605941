package io.quictransport.internal.messaging;

import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import io.quictransport.internal.loop.LoopTasks;

/**
 * Cancels the requests whose deadlines pass while their handlers run. Those that end
 * earlier remain here for a while, but never more of them than of the others, apart from
 * a few. Confined to the event loop.
 */
final class RunningRequests {

	private static final int SPARE = 64;

	private final PriorityQueue<InboundRequest> byDeadline = new PriorityQueue<>(
			(one, other) -> Long.signum(one.deadline() - other.deadline()));

	private final DeadlineSweep deadlines;

	RunningRequests(LoopTasks loop, LongSupplier clock) {
		this.deadlines = new DeadlineSweep(loop, clock, this::sweep);
	}

	/**
	 * Watches a request.
	 * @param request the request
	 * @param running the number that are running, including this one
	 */
	void add(InboundRequest request, int running) {
		if (this.byDeadline.size() > 2 * running + SPARE) {
			this.byDeadline.removeIf(InboundRequest::isOver);
		}
		this.byDeadline.add(request);
		this.deadlines.expect(request.deadline());
	}

	/** No requests remain to be watched. */
	void stop() {
		this.deadlines.stop();
		this.byDeadline.clear();
	}

	private long sweep(long now) {
		for (InboundRequest first = this.byDeadline.peek(); first != null; first = this.byDeadline.peek()) {
			long left = first.deadline() - now;
			if (left > 0 && !first.isOver()) {
				return left;
			}
			this.byDeadline.remove();
			first.cancel();
		}
		return Long.MAX_VALUE;
	}

}

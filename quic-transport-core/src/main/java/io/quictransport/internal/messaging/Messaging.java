package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import io.quictransport.PeerId;
import io.quictransport.internal.loop.HandlersAtWork;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.wire.PathCache;
import io.quictransport.internal.wire.PathTexts;

/**
 * Holds what the messages of all peers share during one run of a transport: the handlers,
 * the threads they run on, and the way back from there. Confined to the event loop where
 * nothing else is said.
 */
public final class Messaging {

	final PeerId self;

	final MessagingLimits limits;

	final HandlerRegistry handlers;

	final TransportCounters counters;

	/** Handlers that run and messages that wait for theirs, of this run. */
	final HandlersAtWork handling;

	final LoopTasks loop;

	final LongSupplier clock;

	final TaskRunner executor;

	final Submissions submissions;

	final HandlerResults results;

	final HandlerQueue requests;

	final PathCache paths = new PathCache();

	final PathTexts pathTexts = new PathTexts();

	final UnwrittenMessages unwritten;

	private long usedMessageId;

	/** What peers that are forgotten have left to be handled. */
	private final List<Left> left = new ArrayList<>();

	/**
	 * Makes what the peers of one run share.
	 * @param self this node
	 * @param limits how much a peer may want
	 * @param handlers what is registered, by any thread
	 * @param counters what is counted
	 * @param loop runs everything but the handlers
	 * @param clock the monotonic time in nanoseconds
	 * @param executor runs the handlers
	 */
	public Messaging(PeerId self, MessagingLimits limits, HandlerRegistry handlers, TransportCounters counters,
			LoopTasks loop, LongSupplier clock, TaskRunner executor) {
		this.self = self;
		this.limits = limits;
		this.handlers = handlers;
		this.counters = counters;
		this.handling = counters.countHandlers();
		this.loop = loop;
		this.clock = clock;
		this.executor = executor;
		this.unwritten = new UnwrittenMessages(clock);
		this.submissions = new Submissions(loop);
		this.results = new HandlerResults(loop);
		this.requests = new HandlerQueue(loop, executor, this.results);
	}

	long now() {
		return this.clock.getAsLong();
	}

	/**
	 * Takes what has gathered for the event loop, for it to leave with the next flush.
	 */
	public void drain() {
		this.results.drain();
		this.submissions.drain();
	}

	/** A peer is forgotten whose messages are still being handled. */
	void outlives(PeerId peer, IntSupplier unhandled) {
		this.left.removeIf((earlier) -> earlier.unhandled().getAsInt() == 0);
		this.left.add(new Left(peer, unhandled));
	}

	/** Counts the messages of forgotten peers that are admitted and not handled. */
	public Map<PeerId, Integer> unhandledOfForgotten() {
		Map<PeerId, Integer> counts = new TreeMap<>();
		for (Left each : this.left) {
			counts.merge(each.peer(), each.unhandled().getAsInt(), Integer::sum);
		}
		return counts;
	}

	/** The loop has ended: what has gathered for it goes where it will be failed. */
	public void loopEnded() {
		drain();
	}

	/** Whether threads of handlers are about to give the loop work; on any thread. */
	public boolean areAnswersDue() {
		return this.requests.areAnswersDue();
	}

	/** The number of handlers that run and of messages that wait; on any thread. */
	public int handlersAtWork() {
		return this.handling.count();
	}

	/**
	 * The highest message id that a forgotten peer may know: one that comes back must not
	 * see an id again.
	 */
	long usedMessageId() {
		return this.usedMessageId;
	}

	/** A peer is forgotten to which ids up to this one were given out. */
	void messageIdsUsed(long highest) {
		this.usedMessageId = Math.max(this.usedMessageId, highest);
	}

	/**
	 * What a forgotten peer has left.
	 *
	 * @param peer the peer
	 * @param unhandled counts its messages that are not handled yet
	 */
	private record Left(PeerId peer, IntSupplier unhandled) {
	}

}

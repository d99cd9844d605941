package io.quictransport.internal.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.StreamOpening;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.WireLimits;

/**
 * Holds the state that the messages of all peers of one event loop share during one run
 * of a transport: the handlers, the threads they run on, and the way back from there.
 * Confined to the event loop unless stated otherwise.
 */
public final class Messaging {

	final PeerId self;

	final Limits limits;

	final HandlerRegistry handlers;

	final TransportCounters counters;

	/** The messages exchanged with all peers of the event loop. */
	final TransportCounters.Traffic traffic;

	/** The handlers that run and the messages that wait for theirs, in this run. */
	final TransportCounters.Handlers handling;

	final LoopTasks loop;

	final LongSupplier clock;

	final TaskRunner executor;

	final Submissions submissions;

	final HandlerResults results;

	final HandlerQueue requests;

	final MessageFrames.Paths paths = new MessageFrames.Paths();

	final UnwrittenMessages unwritten;

	final RefusalLog refusals = new RefusalLog();

	final FailureLog failures = new FailureLog();

	final WaitWatch waits;

	private long usedMessageId;

	/** The unhandled messages of forgotten peers. */
	private final List<Left> left = new ArrayList<>();

	/**
	 * Makes the shared state of one event loop during one run.
	 * @param self this node
	 * @param limits the limits of each peer
	 * @param handlers the registered handlers, changed by any thread
	 * @param counters the counters of the transport
	 * @param ofLoop those that the event loop changes
	 * @param loop runs everything but the handlers
	 * @param clock the monotonic time in nanoseconds
	 * @param executor runs the handlers
	 */
	public Messaging(PeerId self, Limits limits, HandlerRegistry handlers, TransportCounters counters,
			TransportCounters.OfLoop ofLoop, LoopTasks loop, LongSupplier clock, TaskRunner executor) {
		this.self = self;
		this.limits = limits;
		this.handlers = handlers;
		this.counters = counters;
		this.traffic = ofLoop.traffic();
		this.handling = ofLoop.handlers();
		this.loop = loop;
		this.clock = clock;
		this.executor = executor;
		this.unwritten = new UnwrittenMessages(clock);
		this.submissions = new Submissions(loop);
		this.results = new HandlerResults(loop);
		this.requests = new HandlerQueue(loop, executor, this.results);
		this.waits = new WaitWatch(loop, clock);
	}

	/** The number of unresolved messages that are admitted from each peer. */
	public int maxInFlight() {
		return this.limits.maxInFlight();
	}

	long now() {
		return this.clock.getAsLong();
	}

	/**
	 * Takes the queued work for the event loop, so that it leaves with the next flush.
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

	/** The loop has ended: its queued work is moved to where it will be failed. */
	public void loopEnded() {
		drain();
	}

	/** Whether handler threads are about to give the loop work; on any thread. */
	public boolean areAnswersDue() {
		return this.requests.areAnswersDue();
	}

	/**
	 * How long the oldest message that no stream has taken has waited, known to a second;
	 * on any thread.
	 */
	public Duration longestWait() {
		return this.waits.longest();
	}

	/** The number of handlers that run and of messages that wait; on any thread. */
	public int handlersAtWork() {
		return this.handling.count();
	}

	/**
	 * The highest message id that a forgotten peer may know: a peer that returns must not
	 * see an id twice.
	 */
	long usedMessageId() {
		return this.usedMessageId;
	}

	/** A peer is forgotten to which ids up to this one were assigned. */
	void messageIdsUsed(long highest) {
		this.usedMessageId = Math.max(this.usedMessageId, highest);
	}

	/**
	 * Holds the unhandled work of a forgotten peer.
	 *
	 * @param peer the peer
	 * @param unhandled counts its messages that are not handled yet
	 */
	private record Left(PeerId peer, IntSupplier unhandled) {
	}

	/**
	 * Limits what one peer may request of this node, and this node of one peer.
	 *
	 * @param maxInFlight unresolved messages in each direction
	 * @param maxQueuedMessages one-way messages that wait for their handlers
	 * @param maxQueuedBytes payload bytes that wait, in each direction
	 * @param maxHandlers requests that are handled at a time
	 * @param maxMessageStreams streams of messages in each direction
	 * @param maxTransfers large messages in flight at a time
	 * @param maxLanes lanes that this node opens on one connection
	 * @param streamBuffer bytes of items that a stream of messages keeps for a slow
	 * reader
	 * @param streamWriteTimeout how long a reader may read nothing
	 * @param laneIdleTimeout after which an unused lane is closed
	 * @param stallTimeout how long a stream may make no progress
	 * @param wire the largest messages that this node admits
	 */
	public record Limits(int maxInFlight, int maxQueuedMessages, long maxQueuedBytes, int maxHandlers,
			int maxMessageStreams, int maxTransfers, int maxLanes, int streamBuffer, Duration streamWriteTimeout,
			Duration laneIdleTimeout, Duration stallTimeout, WireLimits wire) {
	}

	/**
	 * Serves the calls of this node to itself. Calls come from any thread.
	 */
	public interface OwnCalls {

		/** Sends a request. */
		CompletableFuture<NetworkMessage> request(NetworkMessage message, long timeoutNanos);

		/** Sends a request whose caller reads the reply in place. */
		<T> CompletableFuture<T> request(NetworkMessage message, long timeoutNanos,
				Function<? super NetworkMessage, ? extends T> reader);

		/** Sends a request whose caller wants only the reply's payload. */
		CompletableFuture<byte[]> requestPayload(NetworkMessage message, long timeoutNanos);

		/** Sends a one-way message. */
		CompletableFuture<Void> send(NetworkMessage message, long timeoutNanos);

		/** Opens a stream of messages. */
		CompletableFuture<MessageStream> openStream(StreamOpening opening, long timeoutNanos);

		/** The number of unresolved calls; on any thread. */
		int inFlight();

		/** The number of messages that are admitted and not handled; on any thread. */
		int unhandled();

		/** The run ends: fails everything. Called on the event loop. */
		void close(ErrorCode code, String detail);

	}

	/**
	 * Reports the state of a peer to the messages that are sent to it. Called on the
	 * event loop.
	 */
	public interface PeerLink {

		/**
		 * Whether this node has disconnected the peer and waits for messages in flight.
		 */
		boolean isDisconnecting();

		/**
		 * Whether there is reason to wait for a connection: a dial has not failed yet.
		 */
		boolean isExpectedSoon();

		/** Explains why there is no connection, for the text of a failure. */
		String whyNotConnected();

	}

}

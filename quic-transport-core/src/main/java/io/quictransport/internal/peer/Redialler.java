package io.quictransport.internal.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.peer.DialTarget.DialListener;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Dials again and again until there is a connection: one round over all addresses at a
 * time, and between rounds an exponential back-off with full jitter. A peer whose id is
 * denied is not dialled until the deny list leaves it out. Confined to the event loop.
 */
final class Redialler {

	private static final Log logger = Log.of(Redialler.class);

	/** A connection that lived for this time proves that the peer is healthy again. */
	private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final DialContext context;

	private final DialTarget target;

	private final DialListener listener;

	private final List<DialFuture> waiting = new ArrayList<>();

	private @Nullable DialRound round;

	/** The last round that was given up: the peer may still answer one of its dials. */
	private @Nullable DialRound abandoned;

	private final LoopTimer timer;

	private int failures;

	private long connectedAt;

	private boolean stopped;

	/** Whether a dial is due as soon as the peer is denied no more. */
	private boolean held;

	/** Whether the timer is that of a successor of a connection that there is. */
	private boolean forSuccessor;

	Redialler(DialContext context, DialTarget target, DialListener listener) {
		this.context = context;
		this.target = target;
		this.listener = listener;
		this.timer = new LoopTimer(context.loop(), this::waited);
	}

	/**
	 * Begins a round, unless one is under way.
	 * @param connected receives the outcome of this round, null if nobody waits
	 */
	void dialNow(@Nullable DialFuture connected) {
		this.stopped = false;
		this.forSuccessor = false;
		if (connected != null) {
			this.waiting.add(connected);
		}
		this.timer.cancel();
		if (this.round != null) {
			return;
		}
		if (isDenied()) {
			roundFailed(denied());
		}
		else {
			this.held = false;
			this.listener.dialling();
			DialRound next = new DialRound(this.context, this.target, this.listener, this);
			this.round = next;
			next.begin();
		}
	}

	/** The back-off is over. */
	private void waited() {
		if (!this.forSuccessor || this.listener.needsSuccessor()) {
			dialNow(null);
		}
	}

	/**
	 * Begins a round for a connection that takes over from the live one. If it fails, it
	 * is repeated only as long as the listener needs the successor.
	 */
	void dialSuccessor() {
		resetIfStable();
		dialNow(null);
	}

	/** Waits for the next connection, without dialling for it yet. */
	void await(DialFuture connected) {
		this.waiting.add(connected);
	}

	/** Whether a caller waits for a connection. */
	boolean isAwaited() {
		return !this.waiting.isEmpty();
	}

	/** There is a connection, dialled or accepted. */
	void connected(NodeInfo node) {
		this.connectedAt = this.context.now();
		this.held = false;
		this.timer.cancel();
		resolveWaiting(node);
	}

	private void resolveWaiting(NodeInfo node) {
		List<DialFuture> told = List.copyOf(this.waiting);
		this.waiting.clear();
		told.forEach((waiter) -> waiter.resolve(node));
	}

	/** The round under way has produced a connection, or is not needed any more. */
	void abandonRound() {
		DialRound current = this.round;
		if (current != null) {
			roundSucceeded();
			current.abandon();
		}
	}

	/** The round under way has produced a connection. */
	void roundSucceeded() {
		this.abandoned = this.round;
		this.round = null;
	}

	/** The connection is lost: dials again, with a short back-off at first. */
	void lost() {
		resetIfStable();
		this.forSuccessor = false;
		this.timer.cancel();
		scheduleRound();
	}

	private void resetIfStable() {
		if (this.context.now() - this.connectedAt > STABLE_NANOS) {
			this.failures = 0;
		}
	}

	/**
	 * Stops dialling.
	 * @param why makes the failure for callers that wait for a connection
	 */
	void stop(Supplier<NetworkException> why) {
		this.stopped = true;
		this.held = false;
		this.timer.cancel();
		DialRound current = this.round;
		this.round = null;
		cancel(current);
		cancel(this.abandoned);
		this.abandoned = null;
		if (!this.waiting.isEmpty()) {
			failWaiting(why.get());
		}
	}

	/**
	 * Stops dialling, since another event loop does from now on.
	 * @return the callers that wait for a connection
	 */
	List<DialFuture> handOver() {
		List<DialFuture> handedOver = List.copyOf(this.waiting);
		this.waiting.clear();
		stop(() -> NetworkException.of(ErrorCode.CONNECTION_REPLACED, Outcome.NOT_SENT,
				"another event loop dials from now on", ErrorContext.of(this.target.expected())));
		return handedOver;
	}

	/** Begins with the back-off after a number of failures. */
	void dialLater(int after) {
		this.failures = after;
		scheduleRound();
	}

	/** The number of rounds that have failed in a row. */
	int failures() {
		return this.failures;
	}

	/** The deny list has changed: a dial of a peer that it names is not to go on. */
	void denyListChanged() {
		if (!isDenied()) {
			if (this.held) {
				dialNow(null);
			}
			return;
		}
		DialRound current = this.round;
		if (current != null) {
			this.round = null;
			current.cancel();
			roundFailed(denied());
		}
		else if (this.timer.isSet()) {
			this.timer.cancel();
			this.held = true;
		}
	}

	private boolean isDenied() {
		PeerId expected = this.target.expected();
		return expected != null && this.context.denied().test(expected);
	}

	private NetworkException denied() {
		return NetworkException.of(ErrorCode.PEER_NOT_ALLOWED, Outcome.NOT_SENT,
				"the deny list of this node names the peer; it is not dialled until the list leaves it out",
				ErrorContext.of(this.target.expected()));
	}

	private static void cancel(@Nullable DialRound round) {
		if (round != null) {
			round.cancel();
		}
	}

	/** The round under way has failed at all addresses. */
	void roundFailed(NetworkException cause) {
		this.round = null;
		if (this.stopped) {
			return;
		}
		logger.debug("event=dial_failed peer={} addresses={} code={} reason=\"{}\"", this.target.expected(),
				this.target.addresses(), cause.code(), cause.detail());
		NodeInfo connected = this.listener.connectedAs();
		if (connected != null) {
			resolveWaiting(connected);
			if (this.listener.needsSuccessor()) {
				this.forSuccessor = true;
				scheduleRound();
			}
			return;
		}
		if (!isPlanned(cause.code())) {
			this.context.counters().error(cause.code());
		}
		this.listener.roundFailed(cause);
		failWaiting(cause);
		if (!this.stopped) {
			scheduleRound();
		}
	}

	private boolean isPlanned(ErrorCode code) {
		return CloseCause.isPlannedRefusal(code) || (code.isTransient() && this.target.isStopped());
	}

	private void failWaiting(NetworkException cause) {
		List<DialFuture> told = List.copyOf(this.waiting);
		this.waiting.clear();
		told.forEach((waiter) -> waiter.reject(cause));
	}

	private void scheduleRound() {
		if (isDenied()) {
			this.held = true;
		}
		else if (!this.timer.isSet() && this.round == null) {
			this.timer.setMillis(nextWaitMillis());
		}
	}

	private long nextWaitMillis() {
		long least = this.context.settings().minBackoff().toMillis();
		long most = Math.max(least, this.context.settings().maxBackoff().toMillis());
		long bound = Math.min(most, least << Math.min(this.failures, 20));
		this.failures++;
		return this.context.jitter().applyAsLong(bound);
	}

}

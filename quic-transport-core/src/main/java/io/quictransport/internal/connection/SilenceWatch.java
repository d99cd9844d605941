package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import org.jspecify.annotations.Nullable;

/**
 * Detects early that a connection no longer reaches the peer, because the peer's address
 * has changed or the path is broken: when calls wait and nothing is received after
 * something was sent, or when datagrams of the connection come from elsewhere, the peer
 * is sent a PING; if nothing at all is received by then, the peer is looked for
 * elsewhere. The idle timeout still decides whether the peer is gone. Confined to the
 * event loop.
 */
final class SilenceWatch {

	/** The least silence before the peer is probed. */
	private static final long LEAST_QUIET = TimeUnit.MILLISECONDS.toNanos(300);

	/** The least time that the peer has to answer. */
	private static final long LEAST_ANSWER = TimeUnit.MILLISECONDS.toNanos(500);

	/** Each of the two until the round-trip time is known. */
	private static final long UNKNOWN = TimeUnit.SECONDS.toNanos(1);

	/** The data sent and its answer may each be lost once. */
	private static final int ROUND_TRIPS = 4;

	/** The peer is probed at most once in this time. */
	private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	/** A silence that continues is reported again after this time. */
	private static final long RETRY = TimeUnit.SECONDS.toNanos(5);

	private final Owner owner;

	private final LongSupplier clock;

	private final LoopTimer timer;

	/** Whether something was sent since the peer was last heard. */
	private boolean unanswered;

	/** Whether that has been true since the timer was set. */
	private boolean observed;

	private boolean asked;

	private boolean silent;

	private long askedAt;

	/** The source of datagrams of this connection that are not read. */
	private @Nullable SocketAddress elsewhere;

	SilenceWatch(Owner owner, LoopTasks loop, LongSupplier clock) {
		this.owner = owner;
		this.clock = clock;
		this.timer = new LoopTimer(loop, this::look);
		this.askedAt = clock.getAsLong() - PAUSE;
	}

	/** Something has arrived from the peer. */
	void heard() {
		this.unanswered = false;
		this.observed = false;
		this.asked = false;
		this.silent = false;
		this.elsewhere = null;
	}

	/** Something was sent. */
	void written() {
		this.unanswered = true;
		if (!this.timer.isSet()) {
			this.observed = true;
			this.timer.set(quiet());
		}
	}

	/**
	 * A datagram that seems to belong to this connection has come from an address that
	 * the connection does not follow. Anybody can send one, so only the peer's silence
	 * counts.
	 */
	void heardElsewhere(SocketAddress from) {
		this.elsewhere = from;
		if (!this.asked && this.clock.getAsLong() - this.askedAt >= PAUSE) {
			ask();
		}
	}

	/** Whether the peer has not answered a probe. */
	boolean isSilent() {
		return this.silent;
	}

	void stop() {
		this.timer.cancel();
	}

	private void look() {
		if (!this.unanswered) {
			return;
		}
		if (this.asked) {
			decide();
		}
		else if (!this.observed) {
			this.observed = true;
			this.timer.set(quiet());
		}
		else if (this.owner.isWaiting()) {
			long wait = this.askedAt + PAUSE - this.clock.getAsLong();
			if (wait > 0) {
				this.timer.set(wait);
			}
			else {
				ask();
			}
		}
	}

	private void ask() {
		this.asked = true;
		this.askedAt = this.clock.getAsLong();
		this.owner.ping();
		this.timer.set(patience());
	}

	private void decide() {
		this.asked = false;
		long late = this.clock.getAsLong() - this.askedAt - patience();
		if (late > LEAST_ANSWER / 2) {
			// This node was held up, and what has arrived is not read yet.
			ask();
			return;
		}
		this.silent = true;
		this.timer.set(RETRY);
		this.owner.silent(this.elsewhere);
	}

	private long quiet() {
		return atLeast(LEAST_QUIET);
	}

	private long patience() {
		return atLeast(LEAST_ANSWER);
	}

	private long atLeast(long nanos) {
		long rtt = this.owner.rttNanos();
		return (rtt > 0) ? Math.max(nanos, ROUND_TRIPS * rtt) : UNKNOWN;
	}

	/** Represents the connection that is watched. */
	interface Owner {

		/** Whether calls wait for the peer. */
		boolean isWaiting();

		/** The last round-trip time, 0 before the first. */
		long rttNanos();

		/** Sends a PING. */
		void ping();

		/**
		 * The peer is silent.
		 * @param elsewhere where it may be now, null if nothing is known
		 */
		void silent(@Nullable SocketAddress elsewhere);

	}

}

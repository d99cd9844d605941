package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTimer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out early that a connection does not reach the peer any more, because the peer
 * has another address now, or the path is broken: when calls wait and nothing is heard
 * after something was sent, or when datagrams of the connection come from elsewhere, the
 * peer is sent a PING; if nothing at all is heard by then, it is looked for elsewhere.
 * The idle timeout still decides whether the peer is gone. Confined to the event loop.
 */
final class SilenceWatch {

	/** How long nothing may be heard, at least, before the peer is asked. */
	private static final long LEAST_QUIET = TimeUnit.MILLISECONDS.toNanos(300);

	/** How long the peer has to answer, at least. */
	private static final long LEAST_ANSWER = TimeUnit.MILLISECONDS.toNanos(500);

	/** Each of the two while the round-trip time is not known. */
	private static final long UNKNOWN = TimeUnit.SECONDS.toNanos(1);

	/** What was sent, and its answer, may be lost once. */
	private static final int ROUND_TRIPS = 4;

	/** A peer is asked once in this time. */
	private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	/** A silence that goes on is reported again after this time. */
	private static final long RETRY = TimeUnit.SECONDS.toNanos(5);

	private final Owner owner;

	private final LongSupplier clock;

	private final LoopTimer timer;

	/** Whether something was sent since the peer was heard last. */
	private boolean unanswered;

	/** Whether that is so since the timer was set. */
	private boolean observed;

	private boolean asked;

	private boolean silent;

	private long askedAt;

	/** Where datagrams of this connection come from that are not read. */
	private @Nullable SocketAddress elsewhere;

	SilenceWatch(Owner owner, LoopTasks loop, LongSupplier clock) {
		this.owner = owner;
		this.clock = clock;
		this.timer = new LoopTimer(loop, this::look);
		this.askedAt = clock.getAsLong() - PAUSE;
	}

	/** Something came from the peer. */
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
	 * A datagram that seems to be for this connection has come from an address that it
	 * does not follow. Anybody can send one, so only the silence of the peer counts.
	 */
	void heardElsewhere(SocketAddress from) {
		this.elsewhere = from;
		if (!this.asked && this.clock.getAsLong() - this.askedAt >= PAUSE) {
			ask();
		}
	}

	/** Whether the peer has not answered though it was asked. */
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
			// It is this node that was held up, and what has come is not read yet.
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

	/**
	 * Is the connection that is watched.
	 */
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

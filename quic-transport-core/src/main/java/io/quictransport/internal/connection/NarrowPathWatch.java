package io.quictransport.internal.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;

/**
 * Detects that a path no longer carries packets of the size that it did: in several
 * checks in a row, most of what is sent in large packets is lost or repeated, while PINGs
 * are answered. An unanswered PING shows it too if packets of the peer arrive meanwhile,
 * since the codec puts small frames into the large packets that it repeats. But a path
 * that has fallen silent in one direction looks the same, so it first has time to
 * recover. The codec searches for the largest packet once in the life of a connection, so
 * a new connection must take over. A path that carries nothing is not detected here.
 * Confined to the event loop.
 */
final class NarrowPathWatch {

	/** Every path that carries QUIC carries packets of this size. */
	private static final int SAFE = 1200;

	/** The time from something that is sent to the next look. */
	static final long QUIET = TimeUnit.MILLISECONDS.toNanos(150);

	/** The least time between two looks under suspicion. */
	static final long SUSPICIOUS = TimeUnit.MILLISECONDS.toNanos(100);

	/** The losses show when what was sent after them is acknowledged. */
	private static final int ROUND_TRIPS = 3;

	/** The number of looks in a row that must show it. */
	static final int PROOFS = 3;

	/** The path is not reported again within this time. */
	static final long RETRY = TimeUnit.SECONDS.toNanos(10);

	/** Doublings of the time between two looks while nothing arrives. */
	private static final int MOST_PAUSES = 4;

	/** The least mean size of packets, if large ones are among them. */
	private static final int MEAN = 400;

	/** The least part of the bytes sent that must be lost, in tenths. */
	private static final int LOST_TENTHS = 6;

	private final Owner owner;

	private final LongSupplier clock;

	private final long patience;

	private final LoopTimer timer;

	private Traffic last = new Traffic(0, 0, 0, 0, 0, SAFE);

	private int proofs;

	/** The looks in a row that have shown nothing because nothing arrived. */
	private int pauses;

	private boolean heard;

	/** When the proofs began. */
	private long suspectedAt;

	/** Whether a PING was answered since then. */
	private boolean answered;

	private boolean narrow;

	private long notBefore;

	/**
	 * Makes a watch that has seen nothing.
	 * @param owner the connection
	 * @param loop runs the looks
	 * @param clock the monotonic time in nanoseconds
	 * @param patience for how many nanoseconds a path may be silent in one direction
	 */
	NarrowPathWatch(Owner owner, LoopTasks loop, LongSupplier clock, long patience) {
		this.owner = owner;
		this.clock = clock;
		this.patience = patience;
		this.timer = new LoopTimer(loop, this::look);
		this.notBefore = clock.getAsLong();
	}

	/** Something was sent. */
	void written() {
		if (!this.timer.isSet()) {
			this.timer.set(atLeast(QUIET));
		}
	}

	/** Something has arrived from the peer. */
	void heard() {
		this.heard = true;
	}

	/** A PING was answered. */
	void answered() {
		this.answered = true;
	}

	/** Whether the path was found to be narrower than before. */
	boolean isNarrow() {
		return this.narrow;
	}

	void stop() {
		this.timer.cancel();
	}

	private void look() {
		Traffic now = this.owner.traffic();
		Traffic before = this.last;
		boolean spoken = this.heard;
		this.last = now;
		this.heard = false;
		if (now.payload() <= SAFE || this.clock.getAsLong() - this.notBefore < 0) {
			this.proofs = 0;
		}
		else if (this.proofs > 0 && !spoken) {
			judgeSilence(now.received() > before.received());
		}
		else if (isShown(before, now)) {
			proven();
		}
		else {
			this.proofs = 0;
		}
	}

	/** Nothing has come of what was asked; acknowledgements may have arrived. */
	private void judgeSilence(boolean alive) {
		if (alive) {
			proven();
		}
		else {
			this.pauses = Math.min(this.pauses + 1, MOST_PAUSES);
			ask();
		}
	}

	private void proven() {
		long now = this.clock.getAsLong();
		if (this.proofs == 0) {
			this.suspectedAt = now;
			this.answered = false;
		}
		this.pauses = 0;
		this.proofs++;
		if (this.proofs >= PROOFS && (this.answered || now - this.suspectedAt >= this.patience)) {
			report();
		}
		else {
			ask();
		}
	}

	private void ask() {
		this.timer.set(atLeast(SUSPICIOUS << this.pauses));
		this.owner.ping();
	}

	/** The path is narrower than before. */
	void report() {
		this.proofs = 0;
		this.narrow = true;
		this.notBefore = this.clock.getAsLong() + RETRY;
		this.owner.pathNarrowed();
	}

	private static boolean isShown(Traffic before, Traffic now) {
		long packets = now.packets() - before.packets();
		long bytes = now.bytes() - before.bytes();
		long lost = Math.max(now.lost() - before.lost(), now.repeated() - before.repeated());
		return lost > 0 && bytes >= MEAN * packets && 10 * lost >= LOST_TENTHS * bytes;
	}

	private long atLeast(long nanos) {
		return Math.max(nanos, ROUND_TRIPS * this.owner.rttNanos());
	}

	/**
	 * Counts what a connection has sent and received since it began.
	 *
	 * @param packets packets sent
	 * @param bytes bytes sent
	 * @param lost bytes found lost
	 * @param repeated bytes of streams that were sent again, which may be before they
	 * count as lost
	 * @param received packets received
	 * @param payload the largest packet that the path is known to carry
	 */
	record Traffic(long packets, long bytes, long lost, long repeated, long received, int payload) {
	}

	/** Represents the connection that is watched. */
	interface Owner {

		/** What has been sent and received so far. */
		Traffic traffic();

		/** The last round-trip time, 0 before the first. */
		long rttNanos();

		/** Sends a PING. */
		void ping();

		/** Large packets do not arrive any more. */
		void pathNarrowed();

	}

}

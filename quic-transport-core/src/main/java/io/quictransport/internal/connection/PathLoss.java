package io.quictransport.internal.connection;

import java.util.concurrent.TimeUnit;

/**
 * Judges from the codec's totals whether a path loses packets: it does for a while after
 * one of a few hundred packets was lost. Fewer losses are ignored: they occur when a
 * burst overflows a buffer. Confined to the event loop.
 */
final class PathLoss {

	/** A path loses packets if it loses one among so many. */
	static final int ONE_OF = 500;

	/**
	 * For how long a loss is remembered: a path that was bad a moment ago may be so
	 * again.
	 */
	static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** The packets since the last judgement. */
	private long sent;

	private long lost;

	private boolean lossy;

	private long lossyUntil;

	/**
	 * Takes in what has happened since the last call.
	 * @param sent the packets sent
	 * @param lost the packets found lost
	 * @param now the time
	 */
	void add(long sent, long lost, long now) {
		this.sent += sent;
		this.lost += lost;
		if (this.lost > 0 && this.lost * ONE_OF >= this.sent) {
			this.lossy = true;
			this.lossyUntil = now + REMEMBERED_NANOS;
			forget();
		}
		else {
			if (this.lossy && now - this.lossyUntil >= 0) {
				this.lossy = false;
			}
			if (this.sent >= 2 * ONE_OF) {
				forget();
			}
		}
	}

	private void forget() {
		this.sent = 0;
		this.lost = 0;
	}

	boolean isLossy() {
		return this.lossy;
	}

}

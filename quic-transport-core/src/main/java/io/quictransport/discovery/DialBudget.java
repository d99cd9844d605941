package io.quictransport.discovery;

import java.util.concurrent.TimeUnit;

/**
 * How many dials may begin now: a second's worth at most at once, and as many each second
 * in the long run. Confined to the event loop.
 */
final class DialBudget {

	private final long nanosPerDial;

	private final long most;

	private long spentUntil;

	DialBudget(int dialsPerSecond, long now) {
		this.nanosPerDial = TimeUnit.SECONDS.toNanos(1) / dialsPerSecond;
		this.most = this.nanosPerDial * (dialsPerSecond - 1L);
		this.spentUntil = now - this.most;
	}

	/** Takes a dial out of the budget, if there is one in it. */
	boolean take(long now) {
		if (waitNanos(now) > 0) {
			return false;
		}
		if (now - this.spentUntil > this.most) {
			this.spentUntil = now - this.most;
		}
		this.spentUntil += this.nanosPerDial;
		return true;
	}

	/** How long it takes until a dial may begin. */
	long waitNanos(long now) {
		return Math.max(0, this.spentUntil - now);
	}

}

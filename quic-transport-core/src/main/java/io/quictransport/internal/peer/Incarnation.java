package io.quictransport.internal.peer;

import org.jspecify.annotations.Nullable;

/**
 * Tells the incarnations of a peer apart, each of which assigns its ids from the
 * beginning. Those of one that has ended are needed until its last connection is closed,
 * because a message may still come again over it. Confined to the event loop.
 */
final class Incarnation {

	private final Runnable reset;

	/** The one that was connected last, null before the first. */
	private @Nullable Long current;

	/** Whether it has ended, and only its last connections are left. */
	private boolean ends;

	/**
	 * Makes the account of a peer that was never connected.
	 * @param reset makes the ids void
	 */
	Incarnation(Runnable reset) {
		this.reset = reset;
	}

	/**
	 * An incarnation is connected: the state of another one starts empty.
	 * @return whether it is the one that was connected before
	 */
	boolean connected(long next) {
		Long before = this.current;
		this.current = next;
		this.ends = false;
		if (before != null && before != next) {
			this.reset.run();
		}
		return before != null && before == next;
	}

	/**
	 * The last connection that took new work is lost.
	 * @param over whether the incarnation is known not to return
	 */
	void lost(boolean over) {
		this.ends = over;
	}

	/** A connection is closed, and perhaps others are open. */
	void closed(boolean othersOpen) {
		if (this.ends && !othersOpen) {
			this.ends = false;
			this.reset.run();
		}
	}

	/** Whether this is the one that was connected last. */
	boolean isCurrent(long other) {
		Long known = this.current;
		return known != null && known == other;
	}

}

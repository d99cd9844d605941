package io.quictransport.quic;

import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Watches many deadlines with one timer: it fires at the earliest one, looks at all, and
 * is set to the earliest of the rest. Cheaper than a timer per message, since most are
 * answered long before. Confined to the event loop.
 */
final class DeadlineSweep {

	/** Deadlines that are this close together are looked at in one go. */
	private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(10);

	private final EventLoop loop;

	private final LongUnaryOperator sweep;

	private @Nullable Future<?> timer;

	private long firesAt;

	/**
	 * Makes a watch.
	 * @param loop where it runs
	 * @param sweep ends what is due, given the time now; returns the nanoseconds until
	 * the earliest deadline that is left, Long.MAX_VALUE if none is
	 */
	DeadlineSweep(EventLoop loop, LongUnaryOperator sweep) {
		this.loop = loop;
		this.sweep = sweep;
	}

	/** Makes sure that a deadline (of System.nanoTime) is looked at when it is due. */
	void expect(long deadline) {
		Future<?> set = this.timer;
		if (set != null) {
			if (deadline - this.firesAt >= -GRAIN) {
				return;
			}
			set.cancel(false);
		}
		schedule(deadline - System.nanoTime());
	}

	/** Nothing is left to be looked at. */
	void stop() {
		Future<?> set = this.timer;
		if (set != null) {
			set.cancel(false);
			this.timer = null;
		}
	}

	private void schedule(long delay) {
		long wait = Math.max(GRAIN, delay);
		this.firesAt = System.nanoTime() + wait;
		this.timer = this.loop.schedule(this::fire, wait, TimeUnit.NANOSECONDS);
	}

	private void fire() {
		this.timer = null;
		long left = this.sweep.applyAsLong(System.nanoTime());
		if (left != Long.MAX_VALUE && this.timer == null) {
			schedule(left);
		}
	}

}

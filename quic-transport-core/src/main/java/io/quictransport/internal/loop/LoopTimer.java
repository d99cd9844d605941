package io.quictransport.internal.loop;

import java.time.Duration;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs one action on an event loop after a delay. It is set once at a time: setting it
 * again replaces the earlier delay, and a cancelled timer keeps nothing reachable. When
 * the loop has ended it can no longer be set. Confined to the event loop.
 */
public final class LoopTimer {

	/** Long enough never to end in practice, and short enough to count in nanoseconds. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final LoopTasks loop;

	private final Runnable action;

	private @Nullable Future<?> pending;

	/**
	 * Makes a timer that is not set.
	 * @param loop runs the action
	 * @param action the action to run each time the delay is over
	 */
	public LoopTimer(LoopTasks loop, Runnable action) {
		this.loop = loop;
		this.action = action;
	}

	/**
	 * Sets the timer, replacing an earlier delay.
	 * @param nanos the delay in nanoseconds; zero or less means as soon as possible
	 */
	public void set(long nanos) {
		cancel();
		this.pending = this.loop.schedule(this::fire, Math.max(nanos, 1));
	}

	/**
	 * A duration in nanoseconds; one of more than a century, either way, counts as a
	 * century.
	 */
	public static long nanos(Duration duration) {
		return (duration.abs().compareTo(LONGEST) < 0) ? duration.toNanos()
				: duration.isNegative() ? -LONGEST.toNanos() : LONGEST.toNanos();
	}

	public void setMillis(long millis) {
		set(TimeUnit.MILLISECONDS.toNanos(millis));
	}

	public void cancel() {
		Future<?> set = this.pending;
		if (set != null) {
			this.pending = null;
			try {
				set.cancel(false);
			}
			catch (RejectedExecutionException ex) {
				// The loop has ended, and its timers with it.
				return;
			}
		}
	}

	public boolean isSet() {
		return this.pending != null;
	}

	private void fire() {
		this.pending = null;
		this.action.run();
	}

}

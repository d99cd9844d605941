package io.quictransport.internal.endpoint;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Has the event loop look for work for a moment before it sleeps, where that pays: to be
 * woken costs as much as many small messages do. After a look that has found nothing the
 * loop sleeps without one, four times as often as the last time; each that finds
 * something halves that. So it goes on only where two looks find something for each that
 * does not. Confined to the event loop.
 */
final class BusyPoll implements SelectStrategy {

	/** So often in a row does the loop sleep without a look at most. */
	static final int MOST_SLEEPS = 64;

	/**
	 * So long a look keeps the processor after it has lent it at its beginning, which
	 * counts: most ends by then, and the way to the peer and back takes no longer inside
	 * a machine.
	 */
	static final long ALONE_NANOS = TimeUnit.MICROSECONDS.toNanos(30);

	/** How often the processors are counted: a container's share of them may change. */
	static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final long longestNanos;

	private final BooleanSupplier answersDue;

	/** With one what there is to find could not come about during a look. */
	private final IntSupplier processors;

	private final LongSupplier clock;

	private final YieldBackoff yielding;

	private long processorsAsked;

	private boolean oneProcessor;

	private boolean looking;

	private long lookBegun;

	/** How often to sleep without a look after the next one that finds nothing. */
	private int sleeps = 1;

	private int sleepsLeft;

	/**
	 * Makes the strategy of one event loop.
	 * @param longest how long to look
	 * @param answersDue whether other threads are about to answer, which have the
	 * processor then
	 */
	BusyPoll(Duration longest, BooleanSupplier answersDue) {
		this(longest, answersDue, Runtime.getRuntime()::availableProcessors, System::nanoTime, Thread::yield);
	}

	BusyPoll(Duration longest, BooleanSupplier answersDue, IntSupplier processors, LongSupplier clock, Runnable yield) {
		this.longestNanos = longest.toNanos();
		this.answersDue = answersDue;
		this.processors = processors;
		this.clock = clock;
		this.processorsAsked = clock.getAsLong() - ASK_NANOS;
		this.yielding = new YieldBackoff(clock, yield);
	}

	@Override
	public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
		if (hasTasks) {
			found();
			return selectNow.get();
		}
		if (!this.looking && !mayLook()) {
			return SELECT;
		}
		int ready = selectNow.get();
		if (ready != 0) {
			found();
			return ready;
		}
		return lookOn() ? 0 : SELECT;
	}

	private boolean mayLook() throws Exception {
		if (this.sleepsLeft > 0) {
			this.sleepsLeft--;
			return false;
		}
		long now = this.clock.getAsLong();
		if (now - this.processorsAsked >= ASK_NANOS) {
			this.processorsAsked = now;
			this.oneProcessor = this.processors.get() == 1;
		}
		return !this.oneProcessor;
	}

	private void found() {
		if (this.looking) {
			this.looking = false;
			this.sleeps = Math.max(1, this.sleeps / 2);
		}
	}

	private boolean lookOn() {
		long now = this.clock.getAsLong();
		boolean begins = !this.looking;
		if (begins) {
			this.looking = true;
			this.lookBegun = now;
		}
		boolean mayYield = this.yielding.isWorthIt(now);
		boolean lend = now - this.lookBegun > ALONE_NANOS || this.answersDue.getAsBoolean();
		if (now - this.lookBegun >= this.longestNanos || (lend && !mayYield)) {
			this.looking = false;
			this.sleepsLeft = this.sleeps;
			this.sleeps = Math.min(MOST_SLEEPS, 4 * this.sleeps);
			return false;
		}
		// First those who have waited while this thread worked, such as the peer's
		// handlers.
		if ((lend || begins) && mayYield) {
			this.yielding.once(now);
		}
		else {
			Thread.onSpinWait();
		}
		return true;
	}

}

package io.quictransport.internal.endpoint;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Makes the event loop poll for work briefly before it sleeps, where that pays: being
 * woken costs as much as many small messages do. After a poll that has found nothing the
 * loop sleeps without one, four times as often as the last time; each poll that finds
 * something halves that number. So polling continues only where two polls find something
 * for each that does not, and no other thread needs the processor. Confined to the event
 * loop.
 */
final class BusyPoll implements SelectStrategy {

	/** The most consecutive sleeps without a poll. */
	static final int MOST_SLEEPS = 64;

	/**
	 * How long a poll keeps the processor after it has yielded once at its beginning.
	 * Most polls have found work by then, and a round trip to the peer takes no longer
	 * within a machine.
	 */
	static final long ALONE_NANOS = TimeUnit.MICROSECONDS.toNanos(30);

	/** How often the machine is asked about its processors: what it has to do changes. */
	static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final long longestNanos;

	private final BooleanSupplier answersDue;

	/** With one processor, no work can arise during a poll. */
	private final IntSupplier processors;

	private final LongSupplier clock;

	private final Contention contention;

	private final YieldBackoff yielding;

	private long processorsAsked;

	private boolean oneProcessor;

	private boolean looking;

	private long lookBegun;

	/** The number of sleeps without a poll after the next one that finds nothing. */
	private int sleeps = 1;

	private int sleepsLeft;

	/**
	 * Makes the strategy of one event loop.
	 * @param longest how long to poll
	 * @param answersDue whether other threads are about to answer, which need the
	 * processor then
	 */
	BusyPoll(Duration longest, BooleanSupplier answersDue) {
		this(longest, answersDue, Runtime.getRuntime()::availableProcessors, Contention.ofThread(), System::nanoTime,
				Thread::yield);
	}

	BusyPoll(Duration longest, BooleanSupplier answersDue, IntSupplier processors, Contention contention,
			LongSupplier clock, Runnable yield) {
		this.longestNanos = longest.toNanos();
		this.answersDue = answersDue;
		this.processors = processors;
		this.contention = contention;
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
			this.contention.look(now);
		}
		return !this.oneProcessor && !this.contention.isFound(now);
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
		// First the threads that have waited while this thread worked, such as the peer's
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

package io.quictransport.quic;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Has the event loop look for work for a moment before it sleeps, where that pays: to be
 * woken costs as much as many small messages do. After a look that has found nothing the
 * loop sleeps without one, twice as often each time, so that a node with little to do
 * sleeps nearly always. Confined to the event loop.
 */
final class BusyPoll implements SelectStrategy {

	/** So often in a row does the loop sleep without a look at most. */
	static final int MOST_SLEEPS = 64;

	/**
	 * So long a look keeps the processor: most ends by then, and the way to the peer and
	 * back takes no longer inside a machine.
	 */
	static final long ALONE_NANOS = TimeUnit.MICROSECONDS.toNanos(30);

	private final long longestNanos;

	private final BooleanSupplier handlersAtWork;

	private final LongSupplier clock;

	private final Yielding yielding;

	private boolean looking;

	private long lookBegun;

	/** How often to sleep without a look after the next one that finds nothing. */
	private int sleeps = 1;

	private int sleepsLeft;

	/**
	 * Makes the strategy of one event loop.
	 * @param longest how long to look
	 * @param handlersAtWork whether other threads are about to answer, which have the
	 * processor then
	 */
	BusyPoll(Duration longest, BooleanSupplier handlersAtWork) {
		this(longest, handlersAtWork, System::nanoTime, Thread::yield);
	}

	BusyPoll(Duration longest, BooleanSupplier handlersAtWork, LongSupplier clock, Runnable yield) {
		this.longestNanos = longest.toNanos();
		this.handlersAtWork = handlersAtWork;
		this.clock = clock;
		this.yielding = new Yielding(clock, yield);
	}

	@Override
	public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
		if (hasTasks) {
			found();
			return selectNow.get();
		}
		if (!this.looking && this.sleepsLeft > 0) {
			this.sleepsLeft--;
			return SELECT;
		}
		int ready = selectNow.get();
		if (ready != 0) {
			found();
			return ready;
		}
		return lookOn() ? 0 : SELECT;
	}

	private void found() {
		if (this.looking) {
			this.looking = false;
			this.sleeps = 1;
		}
	}

	private boolean lookOn() {
		long now = this.clock.getAsLong();
		if (!this.looking) {
			this.looking = true;
			this.lookBegun = now;
		}
		boolean yield = now - this.lookBegun > ALONE_NANOS || this.handlersAtWork.getAsBoolean();
		if (now - this.lookBegun >= this.longestNanos || (yield && !this.yielding.isWorthIt(now))) {
			this.looking = false;
			this.sleepsLeft = this.sleeps;
			this.sleeps = Math.min(MOST_SLEEPS, 2 * this.sleeps);
			return false;
		}
		if (yield) {
			this.yielding.yield(now);
		}
		else {
			Thread.onSpinWait();
		}
		return true;
	}

}

package io.quictransport.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;

/**
 * Runs the tasks of an event loop on the thread of a test, by a clock that only the test
 * moves. A wait of an hour is tested in a millisecond, and a task that is not due never
 * runs, however slow the machine is. For one thread.
 */
public final class ManualEventLoop implements AutoCloseable {

	private final MockTicker clock = Ticker.newMockTicker();

	/** The loop of an embedded channel is the one that Netty lets others drive. */
	private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(this.clock).build();

	/** The loop, for what is tested. */
	public EventLoop loop() {
		return this.channel.eventLoop();
	}

	/** The time on the clock that the loop schedules by. */
	public long nanoTime() {
		return this.clock.nanoTime();
	}

	/** Runs what was submitted and what is due now. */
	public void run() {
		this.channel.runPendingTasks();
	}

	/**
	 * Moves the clock, and runs each task that becomes due on the way when its time has
	 * come: a task that is scheduled by another one runs in the same call if it is due by
	 * the end.
	 * @param time by how much
	 */
	public void advance(Duration time) {
		long end = nanoTime() + time.toNanos();
		run();
		for (long wait = untilNext(); wait >= 0 && nanoTime() + wait - end <= 0; wait = untilNext()) {
			this.clock.advance(wait, TimeUnit.NANOSECONDS);
			run();
		}
		this.clock.advance(end - nanoTime(), TimeUnit.NANOSECONDS);
	}

	/** How long until a task is due, negative if none is scheduled. */
	private long untilNext() {
		return this.channel.runScheduledPendingTasks();
	}

	/** Cancels what is still scheduled. */
	@Override
	public void close() {
		this.channel.finishAndReleaseAll();
	}

}

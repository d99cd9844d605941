package io.quictransport.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * Represents an event loop on the thread of the test, whose time passes only when the
 * test moves it.
 */
public final class ManualLoop implements AutoCloseable {

	private static final long STEP = TimeUnit.MILLISECONDS.toNanos(1);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private long now = TimeUnit.HOURS.toNanos(1);

	public ManualLoop() {
		this.channel.freezeTime();
	}

	public EventLoop loop() {
		return this.channel.eventLoop();
	}

	/** The time of this loop in nanoseconds. */
	public long now() {
		return this.now;
	}

	/** Runs what is due by now. */
	public void run() {
		this.channel.runPendingTasks();
	}

	/** Lets time pass, and runs what becomes due meanwhile at its time. */
	public void pass(Duration time) {
		run();
		for (long left = time.toNanos(); left > 0; left -= STEP) {
			long step = Math.min(left, STEP);
			this.now += step;
			this.channel.advanceTimeBy(step, TimeUnit.NANOSECONDS);
			run();
		}
	}

	@Override
	public void close() {
		this.channel.close();
	}

}

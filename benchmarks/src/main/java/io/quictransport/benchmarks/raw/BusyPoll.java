package io.quictransport.benchmarks.raw;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SelectStrategy;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.IntSupplier;
import io.quictransport.quic.QuicSettings;

/**
 * Makes the event loop poll for work briefly before it sleeps, under the same conditions
 * as the transport, except that it does not detect when others keep the processor.
 */
final class BusyPoll implements SelectStrategy {

	private static final int MOST_SLEEPS = 64;

	private static final long ALONE_NANOS = 30_000;

	private static final long ASK_NANOS = 100_000_000;

	private static final long LONGEST_NANOS = new QuicSettings().busyPoll().toNanos();

	private long processorsAsked = System.nanoTime() - ASK_NANOS;

	private boolean oneProcessor;

	private boolean looking;

	private long begun;

	private int sleeps = 1;

	private int sleepsLeft;

	/**
	 * What an event loop here runs on.
	 * @param sleeping whether it sleeps at once when there is nothing to do
	 */
	static IoHandlerFactory ioHandlers(boolean sleeping) {
		if (!Epoll.isAvailable()) {
			return NioIoHandler.newFactory();
		}
		return sleeping ? EpollIoHandler.newFactory() : EpollIoHandler.newFactory(0, BusyPoll::new);
	}

	@Override
	public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
		if (!hasTasks && !this.looking && !mayLook()) {
			return SELECT;
		}
		int ready = selectNow.get();
		if (ready != 0 || hasTasks) {
			this.sleeps = this.looking ? Math.max(1, this.sleeps / 2) : this.sleeps;
			this.looking = false;
			return ready;
		}
		return lookOn(System.nanoTime()) ? 0 : SELECT;
	}

	private boolean mayLook() {
		if (this.sleepsLeft > 0) {
			this.sleepsLeft--;
			return false;
		}
		long now = System.nanoTime();
		if (now - this.processorsAsked >= ASK_NANOS) {
			this.processorsAsked = now;
			this.oneProcessor = Runtime.getRuntime().availableProcessors() == 1;
		}
		return !this.oneProcessor;
	}

	private boolean lookOn(long now) {
		if (!this.looking) {
			this.looking = true;
			this.begun = now;
			Thread.yield();
			return true;
		}
		if (now - this.begun < ALONE_NANOS) {
			Thread.onSpinWait();
			return true;
		}
		if (now - this.begun < LONGEST_NANOS) {
			Thread.yield();
			return true;
		}
		this.looking = false;
		this.sleepsLeft = this.sleeps;
		this.sleeps = Math.min(MOST_SLEEPS, 4 * this.sleeps);
		return false;
	}

}

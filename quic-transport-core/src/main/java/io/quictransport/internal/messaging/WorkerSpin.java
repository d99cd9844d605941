package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopTasks;
import org.jspecify.annotations.Nullable;

/**
 * Lets a thread of the handler executor that has run out of requests poll briefly for the
 * next one, where that is likely to pay: waking it again would cost about as much. Called
 * by those threads; a race at most adds or omits one poll.
 *
 * @param <T> the type of the requests
 */
final class WorkerSpin<T> {

	private static final long LONGEST = TimeUnit.MICROSECONDS.toNanos(50);

	/** Requests that are further apart than this on average are not polled for. */
	private static final long CLOSE = TimeUnit.MICROSECONDS.toNanos(12);

	/**
	 * After this time with its requests a thread stops polling: the executor may have
	 * other tasks.
	 */
	private static final long WITHIN = TimeUnit.MILLISECONDS.toNanos(1);

	/** A thread that has the processor back no sooner has busy neighbours. */
	static final long KEPT = TimeUnit.MILLISECONDS.toNanos(1);

	/** For so long no thread polls then: one that sleeps is let in sooner. */
	static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final LoopTasks loop;

	private final Queue<T> waiting;

	private final LongSupplier clock;

	private final Runnable yield;

	/** Whether polling paid off the last time, or would have. */
	private volatile boolean worth;

	/** When a thread last ran out of requests. */
	private volatile long idleSince;

	private volatile long pausedUntil;

	/** Whether a thread polls: one is enough. */
	private final AtomicBoolean looking = new AtomicBoolean();

	WorkerSpin(LoopTasks loop, Queue<T> waiting) {
		this(loop, waiting, System::nanoTime, Thread::yield);
	}

	WorkerSpin(LoopTasks loop, Queue<T> waiting, LongSupplier clock, Runnable yield) {
		this.loop = loop;
		this.waiting = waiting;
		this.clock = clock;
		this.yield = yield;
		this.idleSince = clock.getAsLong() - LONGEST;
		this.pausedUntil = clock.getAsLong();
	}

	/** Another thread was woken. */
	void threadCalled() {
		if (this.clock.getAsLong() - this.idleSince < LONGEST) {
			// A polling thread would have found the request that this one is woken for.
			this.worth = true;
		}
	}

	/**
	 * A thread has run out of requests.
	 * @param handled the number that it has handled since it had none
	 * @param begun when it began with them
	 * @return the request that it has found, null if it is to end
	 */
	@Nullable T ranOut(int handled, long begun) {
		long now = this.clock.getAsLong();
		boolean close = now - this.idleSince < CLOSE * handled;
		this.idleSince = now;
		boolean look = close && this.worth && now - begun < WITHIN && now - this.pausedUntil >= 0 && mayYield()
				&& this.looking.compareAndSet(false, true);
		return look ? look(now) : null;
	}

	/**
	 * Not on the event loop, where some executors run their tasks: it adds the requests.
	 * And not on a virtual thread, which costs little to wake.
	 */
	private boolean mayYield() {
		return !this.loop.inEventLoop() && !isVirtual(Thread.currentThread());
	}

	/** Whether a thread is virtual, for which this Java version has no method. */
	private static boolean isVirtual(Thread thread) {
		ThreadGroup group = thread.getThreadGroup();
		return group != null && group.getName().equals("VirtualThreads");
	}

	/** Yields the processor to other threads while it polls. */
	private @Nullable T look(long since) {
		@Nullable T next = null;
		long now = since;
		while (next == null && now - since < LONGEST) {
			this.yield.run();
			long back = this.clock.getAsLong();
			if (back - now > KEPT) {
				this.pausedUntil = back + PAUSE;
			}
			now = back;
			next = this.waiting.poll();
		}
		this.worth = next != null;
		this.looking.set(false);
		return next;
	}

}

package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quictransport.internal.loop.LoopTasks;
import org.jspecify.annotations.Nullable;

/**
 * Lets a thread of the handler executor that has run out of requests look for the next
 * one for a moment, where that is likely to pay: to wake it again would cost about as
 * much. Called by those threads; where they race, one looks once too often or not.
 *
 * @param <T> the type of the requests
 */
final class WorkerSpin<T> {

	private static final long LONGEST = TimeUnit.MICROSECONDS.toNanos(50);

	/** Requests that come further apart than this on the average are not looked for. */
	private static final long CLOSE = TimeUnit.MICROSECONDS.toNanos(12);

	/**
	 * After so long with its requests a thread looks no more: the executor may have other
	 * tasks.
	 */
	private static final long WITHIN = TimeUnit.MILLISECONDS.toNanos(1);

	private final LoopTasks loop;

	private final Queue<T> waiting;

	/** Whether it was worth it the last time, or would have been. */
	private volatile boolean worth;

	/** When a thread ran out of requests last. */
	private volatile long idleSince = System.nanoTime() - LONGEST;

	/** Whether a thread looks: one is enough. */
	private final AtomicBoolean looking = new AtomicBoolean();

	WorkerSpin(LoopTasks loop, Queue<T> waiting) {
		this.loop = loop;
		this.waiting = waiting;
	}

	/** Another thread was called. */
	void threadCalled() {
		if (System.nanoTime() - this.idleSince < LONGEST) {
			// Had one looked, it would have found what this one is called for.
			this.worth = true;
		}
	}

	/**
	 * A thread has run out of requests.
	 * @param handled how many it has handled since it had none
	 * @param begun when it began with them
	 * @return the request that it has found, null if it is to go
	 */
	@Nullable T ranOut(int handled, long begun) {
		long now = System.nanoTime();
		boolean close = now - this.idleSince < CLOSE * handled;
		this.idleSince = now;
		boolean look = close && this.worth && now - begun < WITHIN && mayYield()
				&& this.looking.compareAndSet(false, true);
		return look ? look(now) : null;
	}

	/**
	 * Not on the event loop, where some executors run what they are given: it adds the
	 * requests. And not a virtual thread, which costs little to wake.
	 */
	private boolean mayYield() {
		return !this.loop.inEventLoop() && !isVirtual(Thread.currentThread());
	}

	/** Whether a thread is a virtual one, as this Java version cannot be asked itself. */
	private static boolean isVirtual(Thread thread) {
		ThreadGroup group = thread.getThreadGroup();
		return group != null && group.getName().equals("VirtualThreads");
	}

	/** Lets others have the processor meanwhile. */
	private @Nullable T look(long since) {
		@Nullable T next = null;
		while (next == null && System.nanoTime() - since < LONGEST) {
			Thread.yield();
			next = this.waiting.poll();
		}
		this.worth = next != null;
		this.looking.set(false);
		return next;
	}

}

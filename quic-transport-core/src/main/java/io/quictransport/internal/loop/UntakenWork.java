package io.quictransport.internal.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the tasks and timers that an event loop had no memory to take, and tries again
 * twice a second. Its own timer and the places of what it keeps are there from the start,
 * so that none of this needs memory; if the loop drops that timer for want of memory, the
 * next timer that fires sets it again. Tasks come from any thread; timers are confined to
 * the event loop.
 */
final class UntakenWork {

	private static final Log logger = Log.of(UntakenWork.class);

	private static final long AGAIN_MILLIS = 500;

	private static final int MOST_TASKS = 1024;

	/** A lack of memory that follows within this time is not logged again. */
	private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final EventExecutor loop;

	/** Not asked before it is needed: the question starts the thread. */
	private final Supplier<String> thread;

	/** The tasks, in a ring; guarded by itself, like its first place. */
	private final @Nullable Runnable[] tasks = new @Nullable Runnable[MOST_TASKS];

	private int first;

	/** Written under the same lock; read without it. */
	private volatile int count;

	/**
	 * The last timer that was added, which leads to the others; null if there is none.
	 */
	private @Nullable LoopTimer timers;

	/**
	 * The timers that are being set, of which the first is next; confined to the loop.
	 */
	private @Nullable LoopTimer due;

	private Runnable again = () -> {
	};

	/** What repeats; written by the thread that begins and then by the loop. */
	private volatile @Nullable Future<?> attempts;

	private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

	/**
	 * Makes room for what the loop does not take.
	 * @param loop the event loop
	 * @param thread the name of its thread
	 */
	UntakenWork(EventExecutor loop, Supplier<String> thread) {
		this.loop = loop;
		this.thread = thread;
	}

	/**
	 * Begins to try again, from now on to the end of the loop.
	 * @param others are tried each time after what is kept here
	 */
	void begin(Runnable others) {
		this.again = () -> attempt(others);
		arm();
	}

	private void arm() {
		this.attempts = this.loop.scheduleWithFixedDelay(this.again, AGAIN_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Begins again if the attempts have ended: the loop drops what repeats when it has no
	 * place to take it again. A timer that has fired has just left one. On the loop.
	 */
	void revive() {
		Future<?> last = this.attempts;
		if (last != null && last.isDone() && !this.loop.isShuttingDown()) {
			try {
				arm();
			}
			catch (Throwable ex) {
				note(ex);
			}
		}
	}

	/** Whether tasks wait, so that others must wait behind them. */
	boolean hasTasks() {
		return this.count > 0;
	}

	/**
	 * Keeps a task.
	 * @return false if too many wait already
	 */
	boolean add(Runnable task) {
		synchronized (this.tasks) {
			if (this.count == MOST_TASKS) {
				return false;
			}
			this.tasks[(this.first + this.count) % MOST_TASKS] = task;
			this.count++;
			return true;
		}
	}

	/** Keeps a timer until it can be set. */
	void add(LoopTimer timer) {
		if (!timer.isListed) {
			timer.isListed = true;
			timer.next = this.timers;
			this.timers = timer;
		}
	}

	/** Logs that the loop had no memory to take something. */
	void note(Throwable lack) {
		long now = System.nanoTime();
		long until = this.quietUntil.get();
		if (now - until >= 0 && this.quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
			logger.warn("event=event_loop_short_of_memory thread={} reason=\"what it could not take runs up to {} ms"
					+ " late, or fails: {}\"", this.thread.get(), AGAIN_MILLIS, lack);
		}
	}

	/** Whatever fails here is tried again: an attempt that throws would be the last. */
	private void attempt(Runnable others) {
		try {
			runTasks();
			setTimers();
			others.run();
		}
		catch (Throwable ex) {
			note(ex);
		}
	}

	private void runTasks() {
		// With those that these add: as long as one waits, all that follow wait.
		for (int left = MOST_TASKS; left > 0 && this.count > 0; left--) {
			Runnable task = poll();
			if (task != null) {
				run(task);
			}
		}
	}

	private @Nullable Runnable poll() {
		synchronized (this.tasks) {
			Runnable task = this.tasks[this.first];
			this.tasks[this.first] = null;
			this.first = (this.first + 1) % MOST_TASKS;
			this.count--;
			return task;
		}
	}

	private void setTimers() {
		if (this.due == null) {
			this.due = this.timers;
			this.timers = null;
		}
		// What is left when one fails is set by the next attempt.
		for (LoopTimer timer = this.due; timer != null; timer = this.due) {
			this.due = timer.next;
			timer.next = null;
			timer.isListed = false;
			run(timer.setting);
		}
	}

	/** As the loop does: what fails concerns nobody else. */
	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.warn("event=late_task_failed thread={} reason=\"{}\"", this.thread.get(), ex, ex);
		}
	}

}

package io.quictransport.testing.memory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Represents the one event loop of a network: runs tasks one after another, in their
 * order. It also counts the tasks that are waiting or running, here and on handler
 * executors, so that a test can wait until there are none.
 */
final class Loop {

	private static final Logger logger = LoggerFactory.getLogger(Loop.class);

	/** An unused network keeps no thread. */
	private static final long IDLE_SECONDS = 5;

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, this::thread);

	private volatile @Nullable Thread thread;

	private int underWay;

	Loop() {
		this.executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/** Runs a task soon; it counts as under way until then. */
	void execute(Runnable task) {
		begin(1);
		try {
			this.executor.execute(() -> {
				run(task);
				end(1);
			});
		}
		catch (RejectedExecutionException ex) {
			end(1);
			logger.debug("event=task_dropped reason=\"the network is closed\"", ex);
		}
	}

	/** Runs a task later; it does not count as under way. */
	Future<?> after(long nanos, Runnable task) {
		try {
			return this.executor.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("event=task_dropped reason=\"the network is closed\"", ex);
			return CompletableFuture.completedFuture(null);
		}
	}

	/** Asks again and again, until the answer is yes or the time is over. */
	void poll(BooleanSupplier question, long giveUpAt, Consumer<Boolean> then) {
		boolean yes = question.getAsBoolean();
		if (yes || System.nanoTime() - giveUpAt >= 0) {
			then.accept(yes);
		}
		else {
			after(POLL_NANOS, () -> poll(question, giveUpAt, then));
		}
	}

	/** Runs a task and waits until it is done. */
	void call(Runnable task) {
		if (Thread.currentThread() == this.thread) {
			task.run();
			return;
		}
		CompletableFuture.runAsync(task, this::execute).join();
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("event=loop_task_failed", ex);
		}
	}

	synchronized void begin(int count) {
		this.underWay += count;
	}

	synchronized void end(int count) {
		this.underWay -= count;
		if (this.underWay == 0) {
			notifyAll();
		}
	}

	synchronized void awaitQuiet(Duration patience) throws InterruptedException {
		if (TransportFuture.mustNotBlock()) {
			throw TransportFuture.blocked();
		}
		long giveUpAt = System.nanoTime() + patience.toNanos();
		while (this.underWay > 0) {
			long left = TimeUnit.NANOSECONDS.toMillis(giveUpAt - System.nanoTime());
			if (left <= 0) {
				throw new IllegalStateException(this.underWay + " tasks or messages are under way after " + patience);
			}
			wait(left);
		}
	}

	void shutDown() {
		this.executor.shutdown();
	}

	/** A daemon: a network that was not closed ends with its JVM. */
	private Thread thread(Runnable task) {
		Thread made = LoopTasks.threads("in-memory-network").newThread(task);
		made.setDaemon(true);
		this.thread = made;
		return made;
	}

}

package io.quictransport.testing.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another on an executor, in their order.
 */
final class Serial {

	private final Loop loop;

	private final Executor executor;

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private boolean scheduled;

	Serial(Loop loop, Executor executor) {
		this.loop = loop;
		this.executor = executor;
	}

	/**
	 * Queues a task that must not throw.
	 * @return false if the executor takes no more; the task is not queued then
	 */
	boolean offer(Runnable task) {
		if (add(task)) {
			return true;
		}
		synchronized (this) {
			this.tasks.removeLastOccurrence(task);
		}
		return false;
	}

	/**
	 * Queues a task that must not throw.
	 * @return false if the executor takes no more; the task runs with the next one then
	 */
	boolean add(Runnable task) {
		synchronized (this) {
			this.tasks.add(task);
			if (this.scheduled) {
				return true;
			}
			this.scheduled = true;
		}
		this.loop.begin(1);
		try {
			this.executor.execute(this::drain);
			return true;
		}
		catch (RejectedExecutionException ex) {
			synchronized (this) {
				this.scheduled = false;
			}
			this.loop.end(1);
			return false;
		}
	}

	private void drain() {
		for (Runnable task = next(); task != null; task = next()) {
			task.run();
		}
		this.loop.end(1);
	}

	private synchronized @Nullable Runnable next() {
		Runnable task = this.tasks.poll();
		this.scheduled = task != null;
		return task;
	}

}

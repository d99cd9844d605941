package io.quictransport.internal.peer;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import io.quictransport.internal.text.Log;

/**
 * Runs tasks one after another on an executor, in the order in which they came. While the
 * executor rejects them, they wait.
 */
final class SerialExecutor implements Executor {

	private static final Log logger = Log.of(SerialExecutor.class);

	private static final int RETRY_MILLIS = 10;

	private final Executor executor;

	private final ScheduledExecutorService timer;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private volatile boolean delayed;

	/**
	 * Makes an executor.
	 * @param executor runs the tasks
	 * @param timer tries again when it has rejected them, until the timer is shut down
	 */
	SerialExecutor(Executor executor, ScheduledExecutorService timer) {
		this.executor = executor;
		this.timer = timer;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.scheduled.compareAndSet(false, true)) {
			dispatch();
		}
	}

	private void dispatch() {
		try {
			this.executor.execute(this::drain);
		}
		catch (RejectedExecutionException ex) {
			if (!this.delayed) {
				this.delayed = true;
				logger.warn("event=listeners_delayed reason=\"the handler executor rejects tasks\"", ex);
			}
			if (!this.timer.isShutdown()) {
				this.timer.schedule(this::dispatch, RETRY_MILLIS, TimeUnit.MILLISECONDS);
			}
		}
	}

	private void drain() {
		this.delayed = false;
		do {
			for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
				runGuarded(task);
			}
			this.scheduled.set(false);
		}
		while (!this.tasks.isEmpty() && this.scheduled.compareAndSet(false, true));
	}

	private static void runGuarded(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.warn("event=task_failed task={}", task, ex);
		}
	}

}

package io.quictransport.internal.peer;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.text.Log;

/**
 * Runs tasks one after another on an executor, in the order of their submission. While
 * the executor rejects them, they wait.
 */
final class SerialExecutor implements Executor {

	private static final Log logger = Log.of(SerialExecutor.class);

	private final TaskRunner executor;

	private final LoopTasks loop;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private volatile boolean delayed;

	/**
	 * Makes an executor.
	 * @param executor runs the tasks
	 * @param loop retries after a rejection; once the loop has ended they run on the
	 * thread that detects it
	 */
	SerialExecutor(TaskRunner executor, LoopTasks loop) {
		this.executor = executor;
		this.loop = loop;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.scheduled.compareAndSet(false, true)) {
			dispatch();
		}
	}

	private void dispatch() {
		if (!this.executor.offer(this::drain)) {
			this.loop.retry(this::delay, this::drain);
		}
	}

	private void delay() {
		if (!this.delayed) {
			this.delayed = true;
			logger.warn("event=listeners_delayed reason=\"the handler executor rejects tasks\"");
		}
		dispatch();
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
			logger.warn("event=task_failed task=\"{}\" reason=\"{}\"", task, ex, ex);
		}
	}

}

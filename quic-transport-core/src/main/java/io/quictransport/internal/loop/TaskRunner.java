package io.quictransport.internal.loop;

import java.util.concurrent.Executor;

/**
 * Accepts tasks to run later, and returns false if it does not: then every waiter for the
 * task must be notified.
 */
@FunctionalInterface
public interface TaskRunner {

	/**
	 * Runs a task later, once. Never throws.
	 * @param task the task
	 * @return false if it will never run
	 */
	boolean offer(Runnable task);

	/**
	 * Runs tasks on an executor that is not this library's, whatever faults it has.
	 * @param executor runs the tasks
	 * @param name its name in the log
	 */
	static TaskRunner on(Executor executor, String name) {
		return new GuardedExecutor(executor, name);
	}

}

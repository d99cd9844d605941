package io.quictransport.internal.loop;

/**
 * Accepts tasks to run later, and returns false if it does not: then every waiter for the
 * task must be notified.
 */
@FunctionalInterface
public interface TaskRunner {

	/**
	 * Runs a task later, once.
	 * @param task the task
	 * @return false if it will never run
	 */
	boolean offer(Runnable task);

}

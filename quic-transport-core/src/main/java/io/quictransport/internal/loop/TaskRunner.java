package io.quictransport.internal.loop;

/**
 * Takes tasks to be run later, and says so if it does not: then whoever waits for the
 * task must be told.
 */
@FunctionalInterface
public interface TaskRunner {

	/**
	 * Has a task run later, once.
	 * @param task the task
	 * @return false if it will never run
	 */
	boolean offer(Runnable task);

}

package io.quictransport.internal.messaging;

import io.quictransport.internal.loop.TaskRunner;

/**
 * Passes a task from one thread of an executor to a later one. An executor may reject
 * that, or run it on the calling thread: then the task continues where it is, in a loop,
 * so that the stack does not grow with each turn.
 */
final class Trampoline implements Runnable {

	private final Runnable task;

	private final Thread giver = Thread.currentThread();

	/** Both are meaningful to the giver only. */
	private boolean over;

	private boolean kept;

	private Trampoline(Runnable task) {
		this.task = task;
	}

	/**
	 * Continues a task later.
	 * @param executor runs the task
	 * @param task the task, which calls this
	 * @return false if the calling thread must continue the task itself
	 */
	static boolean offer(TaskRunner executor, Runnable task) {
		Trampoline offer = new Trampoline(task);
		if (!executor.offer(offer)) {
			return false;
		}
		offer.over = true;
		return !offer.kept;
	}

	@Override
	public void run() {
		if (Thread.currentThread() == this.giver && !this.over) {
			this.kept = true;
		}
		else {
			this.task.run();
		}
	}

}

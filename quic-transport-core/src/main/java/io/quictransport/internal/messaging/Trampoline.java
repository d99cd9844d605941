package io.quictransport.internal.messaging;

import io.quictransport.internal.loop.TaskRunner;

/**
 * Hands a task from a thread of an executor to a later one. An executor may reject that,
 * or have it run by the thread that asks: then the task goes on where it is, in a loop,
 * so that the stack does not grow with each turn.
 */
final class Trampoline implements Runnable {

	private final Runnable task;

	private final Thread giver = Thread.currentThread();

	/** Both mean something to the giver only. */
	private boolean over;

	private boolean kept;

	private Trampoline(Runnable task) {
		this.task = task;
	}

	/**
	 * Has a task go on later.
	 * @param executor who runs it
	 * @param task the task, which calls this
	 * @return false if the calling thread must go on with it itself
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

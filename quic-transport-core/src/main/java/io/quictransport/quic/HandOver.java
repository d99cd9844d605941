package io.quictransport.quic;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Gives a thread of an executor back, for a task to go on with a later one. An executor
 * may reject that, or have it run by the thread that asks: then the task goes on where it
 * is, in a loop, so that the stack does not grow with each hand-over.
 */
final class HandOver implements Runnable {

	private final Runnable task;

	private final Thread giver = Thread.currentThread();

	/** Both mean something to the giver only. */
	private boolean over;

	private boolean kept;

	private HandOver(Runnable task) {
		this.task = task;
	}

	/**
	 * Has a task go on later.
	 * @param executor who runs it
	 * @param task the task, which calls this
	 * @return false if the calling thread must go on with it itself
	 */
	static boolean offer(Executor executor, Runnable task) {
		HandOver offer = new HandOver(task);
		try {
			executor.execute(offer);
		}
		catch (RejectedExecutionException ex) {
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

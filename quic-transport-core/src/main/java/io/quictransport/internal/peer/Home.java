package io.quictransport.internal.peer;

import java.util.concurrent.CompletableFuture;

import io.quictransport.internal.loop.LoopTasks;

/**
 * Holds what the peers share that have their home on one event loop of this node: their
 * connections, and everything that belongs to them, are confined to it.
 *
 * @param context what these peers share
 * @param dialler dials from the sockets of the event loop
 */
record Home(PeerContext context, Dialler dialler) {

	LoopTasks loop() {
		return this.context.loop();
	}

	/** What the dials of these peers share. */
	DialContext dialling() {
		return this.context.dialling(this.dialler);
	}

	/**
	 * Runs a task that completes a future on the event loop: at once if that is where the
	 * caller is. The future fails if the task does, or if the loop ends before.
	 */
	void complete(CompletableFuture<?> future, Runnable task) {
		if (loop().inEventLoop()) {
			task.run();
		}
		else {
			loop().complete(future, task);
		}
	}

	/** Runs a task on the event loop: at once if that is where the caller is. */
	void run(Runnable task) {
		if (loop().inEventLoop()) {
			task.run();
		}
		else {
			loop().execute(task);
		}
	}

}

package io.quictransport.support;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks on its own threads, as long as it does not reject them.
 */
public final class RejectingExecutor implements Executor, AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger rejected = new AtomicInteger();

	private volatile boolean rejecting;

	public void reject(boolean rejecting) {
		this.rejecting = rejecting;
	}

	/** How many tasks it has rejected. */
	public int rejected() {
		return this.rejected.get();
	}

	@Override
	public void execute(Runnable task) {
		if (this.rejecting) {
			this.rejected.incrementAndGet();
			throw new RejectedExecutionException("full");
		}
		this.threads.execute(task);
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}

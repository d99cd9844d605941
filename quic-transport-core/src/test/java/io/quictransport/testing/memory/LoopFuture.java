package io.quictransport.testing.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quictransport.NetworkException;

/**
 * A future that refuses to be waited for on the event loop.
 *
 * @param <T> the type of the result
 */
class LoopFuture<T> extends CompletableFuture<T> {

	static <T> LoopFuture<T> failed(NetworkException cause) {
		LoopFuture<T> failed = new LoopFuture<>();
		failed.completeExceptionally(cause);
		return failed;
	}

	@SuppressWarnings("NullAway") // Void has no value but null
	static void done(CompletableFuture<Void> future) {
		future.complete(null);
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new LoopFuture<>();
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		checkMayBlock();
		return super.get();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		checkMayBlock();
		return super.get(timeout, unit);
	}

	@Override
	public T join() {
		checkMayBlock();
		return super.join();
	}

	private void checkMayBlock() {
		if (!isDone() && Loop.isCurrent()) {
			throw Loop.blocked();
		}
	}

}

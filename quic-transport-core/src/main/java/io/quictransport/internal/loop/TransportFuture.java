package io.quictransport.internal.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;

/**
 * Completes like any future, but rejects waiting on an event loop, where waiting would
 * keep it from ever completing.
 *
 * @param <T> the type of the result
 */
public class TransportFuture<T> extends CompletableFuture<T> {

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new TransportFuture<>();
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
		if (!isDone() && EventLoops.isCurrent()) {
			throw blocked();
		}
	}

	public static NetworkException blocked() {
		return NetworkException
			.of(ErrorCode.BLOCKING_ON_EVENT_LOOP, Outcome.NOT_SENT, "thread " + Thread.currentThread().getName()
					+ " is an event loop and must not wait; use a dependent stage such as thenApply, or an executor",
					ErrorContext.NONE);
	}

}

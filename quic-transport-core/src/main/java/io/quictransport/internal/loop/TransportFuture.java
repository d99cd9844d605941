package io.quictransport.internal.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

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
		if (!isDone() && mustNotBlock()) {
			throw blocked();
		}
	}

	/** Whether the calling thread is one that must not wait. */
	public static boolean mustNotBlock() {
		return EventLoops.isCurrent();
	}

	/** Makes the failure of a wait on such a thread. */
	public static NetworkException blocked() {
		return NetworkException
			.of(ErrorCode.BLOCKING_ON_EVENT_LOOP, Outcome.NOT_SENT, "thread " + Thread.currentThread().getName()
					+ " is an event loop and must not wait; use a dependent stage such as thenApply, or an executor",
					ErrorContext.NONE);
	}

	/**
	 * Distinguishes who completes a future: the library by {@link #resolve} and
	 * {@link #reject}, or its caller in any other way, including a timeout. If the caller
	 * does, it no longer waits for the result, so the work behind the future is
	 * cancelled.
	 *
	 * @param <T> the type of the result
	 */
	public abstract static class CallerFuture<T> extends TransportFuture<T> {

		/** The caller has ended the future. Called on any thread. */
		protected abstract void endedByCaller();

		/** Completes it with a result; false if it was complete already. */
		public final boolean resolve(T result) {
			return super.complete(result);
		}

		/** Completes it with a failure; false if it was complete already. */
		public final boolean reject(Throwable cause) {
			return super.completeExceptionally(cause);
		}

		@Override
		public final boolean complete(T result) {
			return told(super.complete(result));
		}

		@Override
		public final boolean completeExceptionally(Throwable cause) {
			return told(super.completeExceptionally(cause));
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean before = isDone();
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			if (!before && cancelled) {
				endedByCaller();
			}
			return cancelled;
		}

		@Override
		public final CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
			executor.execute(() -> {
				try {
					complete(supplier.get());
				}
				catch (Throwable ex) {
					completeExceptionally(ex);
				}
			});
			return this;
		}

		@Override
		public final void obtrudeValue(T result) {
			super.obtrudeValue(result);
			endedByCaller();
		}

		@Override
		public final void obtrudeException(Throwable cause) {
			super.obtrudeException(cause);
			endedByCaller();
		}

		private boolean told(boolean ended) {
			if (ended) {
				endedByCaller();
			}
			return ended;
		}

	}

}

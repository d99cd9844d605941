package io.quictransport.spring.boot.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Completes with the result of whichever attempt answers a call. Waiting for it on an
 * event loop fails. If the caller completes or cancels it, the running attempt is
 * cancelled.
 *
 * @param <T> the type of the result
 */
final class CallFuture<T> extends CompletableFuture<T> {

	private final NetworkTransport transport;

	private volatile @Nullable CompletableFuture<?> source;

	CallFuture(NetworkTransport transport) {
		this.transport = transport;
	}

	/** Says what answers this call now. */
	void follow(CompletableFuture<?> attempt) {
		this.source = attempt;
		if (isDone()) {
			attempt.cancel(true);
		}
	}

	/** An attempt has answered. */
	void resolve(@Nullable T value) {
		super.complete(value);
	}

	/** No attempt has answered. */
	void reject(Throwable cause) {
		super.completeExceptionally(cause);
	}

	@Override
	public boolean complete(T value) {
		return given(super.complete(value));
	}

	@Override
	public boolean completeExceptionally(Throwable cause) {
		return given(super.completeExceptionally(cause));
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return given(super.cancel(mayInterruptIfRunning));
	}

	/** The caller has ended the call; an attempt that has ended takes no notice. */
	private boolean given(boolean ended) {
		CompletableFuture<?> current = this.source;
		if (ended && current != null) {
			current.cancel(true);
		}
		return ended;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CallFuture<>(this.transport);
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
		if (!isDone()) {
			checkMayBlock(this.transport);
		}
	}

	static void checkMayBlock(NetworkTransport transport) {
		if (transport.inEventLoop()) {
			throw NetworkException.of(ErrorCode.BLOCKING_ON_EVENT_LOOP, Outcome.NOT_SENT,
					"thread " + Thread.currentThread().getName()
							+ " is an event loop and must not wait; use the asynchronous methods, or an executor",
					ErrorContext.NONE);
		}
	}

	/** Waits for a call; its failure is thrown as it is. */
	static <T> @Nullable T await(CompletableFuture<@Nullable T> future) {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			Thread.currentThread().interrupt();
			throw new MessageException(ErrorCode.CANCELLED, Outcome.UNKNOWN, "the calling thread was interrupted",
					ErrorContext.NONE, ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new CompletionException(ex.getCause());
		}
	}

}

package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.quictransport.NetworkTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOffExecution;

/**
 * Repeats a call as a policy decides, within the deadline of the first attempt. It ends
 * with the result of its last attempt, and does not begin a wait that would outlast the
 * deadline. One attempt is made at a time: the first on the caller's thread, the others
 * on the executor's. If the executor has no thread until the deadline, the call ends with
 * the failure of the last attempt.
 *
 * @param <T> the type of the result
 */
final class RetriedCall<T> {

	private final CallFuture<@Nullable T> result;

	private final NodeRetryPolicy policy;

	private final BackOffExecution waits;

	private final long deadline;

	private final Function<Duration, CompletableFuture<@Nullable T>> attempt;

	private final Executor executor;

	private RetriedCall(NetworkTransport transport, NodeRetryPolicy policy, long deadline,
			Function<Duration, CompletableFuture<@Nullable T>> attempt, Executor executor) {
		this.result = new CallFuture<>(transport);
		this.policy = policy;
		this.waits = policy.getBackOff().start();
		this.deadline = deadline;
		this.attempt = attempt;
		this.executor = executor;
	}

	/**
	 * Makes the first attempt.
	 * @param timeout the time until the deadline
	 * @param attempt makes the call, given the time that is left for it
	 */
	static <T> CompletableFuture<@Nullable T> run(NetworkTransport transport, NodeRetryPolicy policy, Duration timeout,
			Function<Duration, CompletableFuture<@Nullable T>> attempt, Executor executor) {
		RetriedCall<T> call = new RetriedCall<>(transport, policy, System.nanoTime() + ConnectionWait.nanos(timeout),
				attempt, executor);
		call.begin(timeout);
		return call.result;
	}

	private void begin(Duration left) {
		CompletableFuture<@Nullable T> current;
		try {
			current = this.attempt.apply(left);
		}
		catch (RuntimeException ex) {
			this.result.reject(ex);
			return;
		}
		this.result.follow(current);
		current.whenComplete((value, failure) -> {
			if (failure == null) {
				this.result.resolve(value);
			}
			else {
				failed(QuicMessageHandler.unwrapped(failure));
			}
		});
	}

	private void failed(Throwable failure) {
		if (this.result.isDone()) {
			return;
		}
		// On one thread and without a pause between: the policy keeps for it what was
		// asked for.
		long wait = this.policy.shouldRetry(failure) ? this.waits.nextBackOff() : BackOffExecution.STOP;
		if (wait == BackOffExecution.STOP || TimeUnit.MILLISECONDS.toNanos(wait) >= left()) {
			this.result.reject(failure);
			return;
		}
		// All threads of the executor may wait for calls like this one.
		CompletableFuture<Boolean> expired = new CompletableFuture<>();
		expired.completeOnTimeout(true, left(), TimeUnit.NANOSECONDS).thenAccept((passed) -> {
			if (passed) {
				this.result.reject(failure);
			}
		});
		CompletableFuture<Boolean> timer = new CompletableFuture<>();
		this.result.follow(timer);
		timer.completeOnTimeout(true, wait, TimeUnit.MILLISECONDS)
			.thenRunAsync(() -> again(failure, expired), this.executor)
			// Also where the executor takes no more tasks.
			.whenComplete((begun, ended) -> {
				if (ended != null) {
					this.result.reject(failure);
					expired.complete(false);
				}
			});
	}

	/**
	 * Begins the next attempt, unless the deadline has passed first.
	 * @param failure what the last attempt has failed with
	 * @param expired completes with whether the deadline has ended the call
	 */
	private void again(Throwable failure, CompletableFuture<Boolean> expired) {
		if (!expired.complete(false) || this.result.isDone()) {
			return;
		}
		long left = left();
		if (left <= 0) {
			this.result.reject(failure);
			return;
		}
		begin(Duration.ofNanos(left));
	}

	private long left() {
		return this.deadline - System.nanoTime();
	}

}

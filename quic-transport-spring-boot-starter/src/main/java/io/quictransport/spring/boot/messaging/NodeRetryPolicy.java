package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.Objects;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.Assert;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Retries those calls of a {@link org.springframework.core.retry.RetryTemplate} whose
 * failure is {@link NetworkException#isRetryable() retryable}: no handler has done
 * anything, and the cause may pass. The delay is the one that the refusing node has asked
 * for; otherwise delays grow.
 *
 * <pre class="code">
 * new RetryTemplate(new NodeRetryPolicy().withMaxRetries(5))
 *     .invoke(() -&gt; nodes.request(NodeCall.toService("orders", "orders.place"), order, Order.class));</pre>
 *
 * Immutable; one may serve any number of threads and templates.
 */
public final class NodeRetryPolicy implements RetryPolicy {

	private static final double MULTIPLIER = 2;

	/** Stands for waits without end, in milliseconds that can be added and doubled. */
	private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE / 4);

	private final long maxRetries;

	private final Duration firstWait;

	private final Duration longestWait;

	private final Duration timeout;

	private final boolean idempotent;

	/**
	 * The wait that the last failure on a thread has asked for. A template asks on one
	 * thread whether to retry, and immediately afterwards how long to wait.
	 */
	private final ThreadLocal<Duration> askedFor = new ThreadLocal<>();

	/**
	 * Makes a policy of 3 retries, which waits about 100 ms and then twice as long each
	 * time, 5 s at most.
	 */
	public NodeRetryPolicy() {
		this(3, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ZERO, false);
	}

	private NodeRetryPolicy(long maxRetries, Duration firstWait, Duration longestWait, Duration timeout,
			boolean idempotent) {
		this.maxRetries = maxRetries;
		this.firstWait = firstWait;
		this.longestWait = longestWait;
		this.timeout = timeout;
		this.idempotent = idempotent;
	}

	/**
	 * Changes the number of retries.
	 * @param maxRetries how often a call is made again, not negative
	 * @return a copy with this number
	 */
	public NodeRetryPolicy withMaxRetries(long maxRetries) {
		Assert.isTrue(maxRetries >= 0, () -> "the number of retries is " + maxRetries + ", which is negative");
		return new NodeRetryPolicy(maxRetries, this.firstWait, this.longestWait, this.timeout, this.idempotent);
	}

	/**
	 * Changes the waits for failures whose node does not state how long to wait.
	 * @param first the approximate first wait, positive. Each wait is about twice the one
	 * before, varied by up to half of it and never under the first, so that callers that
	 * were refused at the same time do not come back at the same time
	 * @param longest the longest wait, at least the first
	 * @return a copy with these waits
	 */
	public NodeRetryPolicy withBackOff(Duration first, Duration longest) {
		Assert.isTrue(first.compareTo(Duration.ofMillis(1)) >= 0 && longest.compareTo(first) >= 0,
				() -> "the first wait is " + first + " and the longest " + longest
						+ "; the first must be 1 ms or more, the longest no shorter");
		return new NodeRetryPolicy(this.maxRetries, first, longest, this.timeout, this.idempotent);
	}

	/**
	 * Bounds the time that a call and its retries may take, which ends before a wait that
	 * would exceed it.
	 * @param timeout the time, not negative; zero for no bound
	 * @return a copy with this bound
	 */
	public NodeRetryPolicy withTimeout(Duration timeout) {
		Assert.isTrue(!timeout.isNegative(), () -> "the timeout is " + timeout + ", which is negative");
		return new NodeRetryPolicy(this.maxRetries, this.firstWait, this.longestWait, timeout, this.idempotent);
	}

	/**
	 * Also repeats calls whose handler may have run. Use it only for calls that may
	 * safely be handled twice.
	 * @return a copy that retries whatever the outcome
	 */
	public NodeRetryPolicy withIdempotentCalls() {
		return new NodeRetryPolicy(this.maxRetries, this.firstWait, this.longestWait, this.timeout, true);
	}

	/**
	 * Whether a call may be made again. Works as a predicate for other libraries, too.
	 * @param failure what it has failed with; the failure of a call among its causes
	 * counts, or else among what it and they suppress
	 */
	@Override
	public boolean shouldRetry(Throwable failure) {
		NetworkException known = callFailure(failure);
		boolean again = known != null && (known.isRetryable() || (this.idempotent && mayBeRepeated(known)));
		Duration asked = again ? retryAfter(known) : Duration.ZERO;
		if (asked.isZero()) {
			this.askedFor.remove();
		}
		else {
			this.askedFor.set(asked);
		}
		return again;
	}

	/**
	 * How long the node that has refused a call asks to wait before it is made again. For
	 * use with other libraries; this policy already waits that long.
	 * @param failure what the call has failed with; the failure of a call among its
	 * causes counts, or else among what it and they suppress
	 * @return the time, zero if none was asked for
	 */
	public static Duration retryAfter(@Nullable Throwable failure) {
		return (callFailure(failure) instanceof MessageException refused) ? refused.retryAfter() : Duration.ZERO;
	}

	/** The deadline of one attempt is not that of the next. */
	private static boolean mayBeRepeated(NetworkException failure) {
		return failure.code().isTransient() || failure.code() == ErrorCode.DEADLINE_EXCEEDED
				|| (failure.outcome() == Outcome.UNKNOWN && failure instanceof MessageException refused
						&& !refused.retryAfter().isZero());
	}

	private static @Nullable NetworkException callFailure(@Nullable Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < 16; depth++) {
			if (cause instanceof NetworkException known) {
				return known;
			}
			cause = cause.getCause();
		}
		return suppressedIn(failure);
	}

	/**
	 * An exception of the application that takes no cause suppresses the failure that it
	 * stands for.
	 */
	private static @Nullable NetworkException suppressedIn(@Nullable Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < 16; depth++) {
			for (Throwable suppressed : cause.getSuppressed()) {
				if (suppressed instanceof NetworkException known) {
					return known;
				}
			}
			cause = cause.getCause();
		}
		return null;
	}

	@Override
	public Duration getTimeout() {
		return capped(this.timeout);
	}

	@Override
	public BackOff getBackOff() {
		return () -> {
			long first = capped(this.firstWait).toMillis();
			ExponentialBackOff growing = new ExponentialBackOff(first, MULTIPLIER);
			growing.setJitter(first / 2);
			growing.setMaxInterval(capped(this.longestWait).toMillis());
			growing.setMaxAttempts(this.maxRetries);
			return waits(growing.start());
		};
	}

	private BackOffExecution waits(BackOffExecution growing) {
		return () -> {
			Duration asked = Objects.requireNonNullElse(this.askedFor.get(), Duration.ZERO);
			this.askedFor.remove();
			long own = growing.nextBackOff();
			return (own == BackOffExecution.STOP) ? own : Math.max(own, asked.toMillis());
		};
	}

	private static Duration capped(Duration wait) {
		return (wait.compareTo(LONGEST) > 0) ? LONGEST : wait;
	}

	@Override
	public String toString() {
		return "retries " + this.maxRetries + " times, after " + this.firstWait + " to " + this.longestWait;
	}

}

package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;

import org.springframework.resilience.retry.MethodRetryPredicate;

/**
 * Retries methods annotated with Spring's {@code @Retryable} as {@link NodeRetryPolicy}
 * does, after the waits that the annotation states:
 * {@code @Retryable(predicate = RetryableCalls.class)}.
 */
public final class RetryableCalls implements MethodRetryPredicate {

	private final NodeRetryPolicy policy = new NodeRetryPolicy();

	/**
	 * Makes the predicate; Spring does.
	 */
	public RetryableCalls() {
	}

	@Override
	public boolean shouldRetry(Method method, Throwable failure) {
		return this.policy.shouldRetry(failure);
	}

}

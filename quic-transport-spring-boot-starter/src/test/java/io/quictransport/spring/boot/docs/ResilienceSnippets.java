package io.quictransport.spring.boot.docs;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeRetryPolicy;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import org.jspecify.annotations.Nullable;

/**
 * Calls orders with Resilience4j, as errors.md shows.
 */
final class ResilienceSnippets {

	private final NodeTransportOperations nodes;

	ResilienceSnippets(NodeTransportOperations nodes) {
		this.nodes = nodes;
	}

	record Order(String item, int count) {
	}

	private final NodeRetryPolicy policy = new NodeRetryPolicy();

	private final IntervalFunction growing = IntervalFunction.ofExponentialRandomBackoff(100, 2);

	private final Retry retry = Retry.of("orders",
			RetryConfig.custom()
				.maxAttempts(5)
				.retryOnException(this.policy::shouldRetry)
				.intervalBiFunction((attempt, result) -> Math.max(this.growing.apply(attempt),
						NodeRetryPolicy.retryAfter(result.getLeft()).toMillis()))
				.build());

	@Nullable Order place(Order order) {
		return this.retry.executeSupplier(
				() -> this.nodes.request(NodeCall.toService("orders", "orders.place"), order, Order.class));
	}

	RetryConfig config() {
		return this.retry.getRetryConfig();
	}

}

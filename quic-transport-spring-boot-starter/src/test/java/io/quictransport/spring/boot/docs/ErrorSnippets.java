package io.quictransport.spring.boot.docs;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.spring.boot.messaging.ErrorDetails;
import io.quictransport.spring.boot.messaging.ErrorMapping;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.messaging.NodeError;
import io.quictransport.spring.boot.messaging.NodeErrors;
import io.quictransport.spring.boot.messaging.NodeRetryPolicy;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import io.quictransport.spring.boot.messaging.RetryableCalls;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.resilience.annotation.Retryable;

/**
 * The Java of errors.md. What it shows is done for real by ApplicationErrorTests and
 * NodeRetryPolicyTests.
 */
@SuppressWarnings("unused")
final class ErrorSnippets {

	private ErrorSnippets() {
	}

	record Order(String item, int count) {
	}

	interface Orders {

		Optional<Order> find(long id);

		byte @Nullable [] read(byte[] id);

	}

	static void plainHandler(NetworkTransport transport, Orders orders) {
		transport.onRequest("order", (request, context) -> {
			byte[] order = orders.read(request.payload());
			if (order == null) {
				throw new ApplicationException(ApplicationCode.NOT_FOUND, "there is no such order")
					.withOutcome(Outcome.NOT_ACCEPTED);
			}
			return CompletableFuture.completedFuture(order);
		});
	}

	static void plainCaller(NetworkTransport transport, PeerId node, byte[] id) {
		transport.request(node, "order", id).whenComplete((order, failure) -> {
			if (failure instanceof ApplicationException refused
					&& refused.applicationCode().equals(ApplicationCode.NOT_FOUND)) {
				System.out.println(refused.detail());
			}
		});
	}

	record Stock(String item, int left) {
	}

	@NodeError("out-of-stock")
	static class OutOfStockException extends RuntimeException implements ErrorDetails<Stock> {

		private final Stock stock;

		OutOfStockException(String message, Stock stock) {
			super(message);
			this.stock = stock;
		}

		@Override
		public Stock errorDetails() {
			return this.stock;
		}

	}

	static class Mappings {

		@Bean
		ErrorMapping<?, ?> outOfStock() {
			return ErrorMapping.of(OutOfStockException.class);
		}

		@Bean
		ErrorMapping<?, ?> staleVersion() {
			return ErrorMapping.of("CONFLICT", StaleVersionException.class)
				.withText((failure) -> "somebody else has changed it")
				.withDetails(Integer.class, StaleVersionException::newest)
				.withException((text, newest) -> new StaleVersionException((newest != null) ? newest : 0));
		}

	}

	static class StaleVersionException extends RuntimeException {

		private final int newest;

		StaleVersionException(int newest) {
			this.newest = newest;
		}

		int newest() {
			return this.newest;
		}

	}

	@NodeController
	static class Shop {

		private final NodeErrors errors;

		private final Orders orders;

		Shop(NodeErrors errors, Orders orders) {
			this.errors = errors;
			this.orders = orders;
		}

		@MessageMapping("orders.{id}")
		Order find(@DestinationVariable long id) {
			return this.orders.find(id)
				.orElseThrow(() -> this.errors.failure(ApplicationCode.NOT_FOUND, "there is no order " + id,
						new Stock("tea", 3)));
		}

	}

	static class Buyer {

		private final NodeTransportOperations nodes;

		private final NodeErrors errors;

		Buyer(NodeTransportOperations nodes, NodeErrors errors) {
			this.nodes = nodes;
			this.errors = errors;
		}

		@Nullable Order buy(Order wanted) {
			try {
				return this.nodes.request(NodeCall.toService("orders", "orders.place"), wanted, Order.class);
			}
			catch (OutOfStockException ex) {
				return new Order(wanted.item(), ex.errorDetails().left());
			}
		}

		@Nullable Stock left(ApplicationException failure) {
			return this.errors.details(failure, Stock.class);
		}

	}

	static class Patient {

		private final NodeTransportOperations nodes;

		Patient(NodeTransportOperations nodes) {
			this.nodes = nodes;
		}

		private final RetryTemplate retries = new RetryTemplate(
				new NodeRetryPolicy().withMaxRetries(5).withTimeout(Duration.ofSeconds(10)));

		@Nullable Order place(Order order) {
			return this.retries
				.invoke(() -> this.nodes.request(NodeCall.toService("orders", "orders.place"), order, Order.class));
		}

		@Retryable(predicate = RetryableCalls.class, maxRetries = 5, delay = 100, multiplier = 2)
		public @Nullable Order placeAnnotated(Order order) {
			return this.nodes.request(NodeCall.toService("orders", "orders.place"), order, Order.class);
		}

		@Nullable Order whenConnected(Order order) {
			NodeCall call = NodeCall.toService("orders", "orders.place")
				.withTimeout(Duration.ofSeconds(30))
				.withWaitForConnection();
			return this.nodes.request(call, order, Order.class);
		}

	}

}

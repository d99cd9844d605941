package io.quictransport.spring.boot.docs;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.RequestContext;
import io.quictransport.spring.boot.messaging.NodeAdvice;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import io.quictransport.spring.boot.messaging.QuicMessageHandlerCustomizer;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.MimeType;

final class MessagingSnippets {

	private MessagingSnippets() {
	}

	record Order(long id, @NotBlank String item, @Min(1) int count) {
	}

	record OrderChanged(long id) {
	}

	interface OrderRepository {

		@Nullable Order find(long id);

		Order save(Order order);

		CompletableFuture<Order> price(Order order);

		Flow.Publisher<Order> since(long id);

		void forget(long id);

	}

	static class OrderNotFoundException extends RuntimeException {

	}

	@NodeController
	@MessageMapping("orders")
	static class OrderController {

		private final OrderRepository orders;

		OrderController(OrderRepository orders) {
			this.orders = orders;
		}

		@MessageMapping("{id}")
		@Nullable Order find(@DestinationVariable long id) {
			return this.orders.find(id);
		}

		@MessageMapping("place")
		Order place(@Valid @Payload Order order, Principal principal, @Header(defaultValue = "none") String tenant) {
			return this.orders.save(order);
		}

		@MessageMapping("cheapest")
		Mono<Order> cheapest(Mono<Order> order) {
			return order.flatMap((wanted) -> Mono.fromFuture(this.orders.price(wanted)));
		}

		@MessageMapping("priced")
		Flux<Order> priced(@Valid Flux<Order> orders) {
			return orders.concatMap((order) -> Mono.fromFuture(this.orders.price(order)));
		}

		@MessageMapping("add")
		int addAll(List<@Valid Order> orders, @Header @NotBlank String tenant) {
			return orders.size();
		}

		@MessageMapping("price")
		CompletableFuture<Order> price(Order order, RequestContext context) {
			CompletableFuture<Order> priced = this.orders.price(order);
			context.onCancel(() -> priced.cancel(true));
			return priced;
		}

		@MessageMapping("changed")
		void changed(OrderChanged change, PeerId sender) {
			this.orders.forget(change.id());
		}

		@MessageMapping("since")
		Flow.Publisher<Order> since(long id) {
			return this.orders.since(id);
		}

		@MessageMapping("import")
		CompletableFuture<Integer> importAll(Flow.Publisher<Order> orders, NodeInfo sender) {
			return Import.into(this.orders, orders);
		}

		@MessageExceptionHandler
		Order handle(OrderNotFoundException ex) {
			throw MessageException.refusal(ErrorCode.INVALID_MESSAGE, "there is no such order");
		}

	}

	@NodeAdvice
	static class Advice {

		@MessageExceptionHandler
		void handle(RejectedExecutionException ex) {
			throw MessageException.refusal(ErrorCode.OVERLOADED, "try again", Duration.ofSeconds(1));
		}

	}

	static final class Import {

		private Import() {
		}

		static CompletableFuture<Integer> into(OrderRepository orders, Flow.Publisher<Order> incoming) {
			return CompletableFuture.completedFuture(0);
		}

	}

	static final class Customizing {

		@Bean
		QuicMessageHandlerCustomizer tenants(HandlerMethodArgumentResolver tenantResolver) {
			return (handler) -> handler.setCustomArgumentResolvers(List.of(tenantResolver));
		}

		@Bean
		MessageConverter csv() {
			return new CsvMessageConverter();
		}

	}

	static final class CsvMessageConverter extends AbstractMessageConverter {

		CsvMessageConverter() {
			super(MimeType.valueOf("text/csv"));
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == Order.class;
		}

	}

	static final class Shop {

		private final NodeTransportOperations nodes;

		Shop(NodeTransportOperations nodes) {
			this.nodes = nodes;
		}

		@Nullable Order find(long id) {
			return this.nodes.request(NodeCall.toService("orders", "orders.{id}", id), null, Order.class);
		}

		CompletableFuture<Void> changed(PeerId cache, long id) {
			return this.nodes.sendAsync(NodeCall.to(cache, "orders.changed"), new OrderChanged(id));
		}

		@Nullable List<Order> open() {
			NodeCall call = NodeCall.toService("orders", "orders.open")
				.withTimeout(Duration.ofSeconds(2))
				.withHeader("tenant", "blue");
			return this.nodes.request(call, null, new ParameterizedTypeReference<List<Order>>() {
			});
		}

		@Nullable Order place(Order order) {
			NodeCall call = NodeCall.toService("orders", "orders.place")
				.withContentType(MimeType.valueOf("application/cbor"));
			return this.nodes.request(call, order, Order.class);
		}

		void follow(Flow.Subscriber<Order> subscriber) {
			this.nodes.stream(NodeCall.toService("orders", "orders.since"), 4711, Order.class).subscribe(subscriber);
		}

	}

}

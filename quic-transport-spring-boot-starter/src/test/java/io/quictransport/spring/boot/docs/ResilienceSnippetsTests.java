package io.quictransport.spring.boot.docs;

import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.core.functions.Either;
import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.spring.boot.docs.ResilienceSnippets.Order;
import io.quictransport.spring.boot.messaging.Node;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the page about errors does with Resilience4j.
 */
class ResilienceSnippetsTests {

	private final InMemoryNetwork network = new InMemoryNetwork();

	private final Order order = new Order("tea", 1);

	private Node server;

	private Node client;

	private ResilienceSnippets orders;

	@BeforeEach
	void start() {
		this.server = Node.start(this.network, "server", Set.of("orders"), Orders.class);
		this.client = Node.start(this.network, "client").connect(this.server);
		this.orders = new ResilienceSnippets(this.client.template());
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
		this.network.close();
	}

	@Test
	void aCallThatNobodyHasTakenIsMadeAgain() {
		this.server.bean(Orders.class).next.add(MessageException.refusal(ErrorCode.OVERLOADED, "full"));
		assertThat(this.orders.place(this.order)).isEqualTo(this.order);
		assertThat(this.server.bean(Orders.class).calls).hasValue(2);
	}

	@Test
	void aCallWhoseHandlerHasRunIsNot() {
		this.server.bean(Orders.class).next
			.add(new ApplicationException(ApplicationCode.CONFLICT, "busy").withRetryAfter(Duration.ofMillis(1)));
		assertThatExceptionOfType(ApplicationException.class).isThrownBy(() -> this.orders.place(this.order));
		assertThat(this.server.bean(Orders.class).calls).hasValue(1);
	}

	@Test
	void theWaitIsAtLeastWhatTheOtherNodeAsksFor() {
		Either<Throwable, Object> refused = Either
			.left(MessageException.refusal(ErrorCode.OVERLOADED, "full", Duration.ofSeconds(7)));
		Either<Throwable, Object> full = Either.left(MessageException.refusal(ErrorCode.OVERLOADED, "full"));
		assertThat(this.orders.config().getIntervalBiFunction().apply(1, refused)).isEqualTo(7000);
		assertThat(this.orders.config().getIntervalBiFunction().apply(1, full)).isBetween(1L, 200L);
	}

	@NodeController
	static class Orders {

		/** What the handler fails with, one call after another, before it succeeds. */
		private final Deque<MessageException> next = new ConcurrentLinkedDeque<>();

		private final AtomicInteger calls = new AtomicInteger();

		@MessageMapping("orders.place")
		Order place(Order order) {
			this.calls.incrementAndGet();
			MessageException refusal = this.next.poll();
			if (refusal != null) {
				throw refusal;
			}
			return order;
		}

	}

}

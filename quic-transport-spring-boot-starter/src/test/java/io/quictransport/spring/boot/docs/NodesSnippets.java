package io.quictransport.spring.boot.docs;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.nodes.Delivery;
import io.quictransport.nodes.NodeSelector;
import io.quictransport.nodes.NodeSelectors;
import io.quictransport.nodes.NodeTarget;
import io.quictransport.nodes.Nodes;
import io.quictransport.nodes.Publication;
import io.quictransport.nodes.PublishResult;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeEvents;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import io.quictransport.spring.boot.messaging.ReceivedEvent;
import io.quictransport.spring.boot.messaging.UndeliveredEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The Java of choosing-nodes.md.
 */
final class NodesSnippets {

	private NodesSnippets() {
	}

	/**
	 * An order.
	 *
	 * @param id its id
	 */
	record Order(long id) {
	}

	/**
	 * What happens to an order.
	 *
	 * @param id the order's id
	 */
	record OrderChanged(long id) {
	}

	interface Log {

		void add(PeerId sender, OrderChanged changed);

		void missed(Object event, @Nullable PublishResult result);

	}

	interface Orders {

		void forget(long id);

	}

	static final class Configuration {

		@Bean
		NodeSelector canariesLast() {
			return NodeSelectors.preferring("track", "stable", NodeSelectors.leastInFlight());
		}

		@Bean
		NodeEvents nodeEvents() {
			return new NodeEvents().with(OrderChanged.class, "orders.changed");
		}

	}

	static final class Shop {

		private final NodeTransportOperations nodes;

		private final Set<PeerId> missed;

		Shop(NodeTransportOperations nodes, Set<PeerId> missed) {
			this.nodes = nodes;
			this.missed = missed;
		}

		@Nullable Order cart(String customer) {
			return this.nodes.request(NodeCall.toService("carts", "cart").withKey(customer), customer, Order.class);
		}

		void changed(long id) {
			PublishResult result = this.nodes.publish(NodeCall.toServing("orders.changed"), new OrderChanged(id));
			result.nodes(Delivery.State.NOT_SENT).forEach(this.missed::add);
		}

	}

	static final class Listeners {

		private final Orders orders;

		private final Log log;

		Listeners(Orders orders, Log log) {
			this.orders = orders;
			this.log = log;
		}

		@EventListener
		void on(OrderChanged changed) {
			this.orders.forget(changed.id());
		}

		@EventListener
		void on(ReceivedEvent<OrderChanged> received) {
			this.log.add(received.getSender(), received.getPayload());
		}

		@EventListener
		void on(UndeliveredEvent undelivered) {
			this.log.missed(undelivered.getPayload(), undelivered.getResult());
		}

	}

	static void plain(NetworkTransport transport, byte[] id, List<String> log) {
		Nodes nodes = new Nodes(transport, NodeSelectors.leastInFlight());
		nodes.request(NodeTarget.service("orders"), "orders.find", id, Duration.ofSeconds(2))
			.thenAccept((reply) -> log.add(text(reply.payload())));
		nodes.publish(Publication.of(NodeTarget.servingPath(), "orders.changed", id), Duration.ofSeconds(2))
			.thenAccept((result) -> log.add(result.isComplete() ? "all have it" : "missed: " + result.deliveries()));
	}

	private static String text(byte[] bytes) {
		return new String(bytes, UTF_8);
	}

}

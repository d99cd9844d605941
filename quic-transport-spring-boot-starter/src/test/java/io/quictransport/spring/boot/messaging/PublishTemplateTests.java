package io.quictransport.spring.boot.messaging;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.nodes.Delivery;
import io.quictransport.nodes.NodeSelectors;
import io.quictransport.nodes.NodeTarget;
import io.quictransport.nodes.PublishResult;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Publications, calls to any node that serves a path, calls by key, and calls of a node
 * to itself.
 */
class PublishTemplateTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node one;

	private static Node two;

	private static Node client;

	private static NodeTransportOperations template;

	@BeforeAll
	static void start() {
		one = Node.start(NETWORK, "one", Set.of("orders"), Orders.class, Audit.class);
		two = Node.start(NETWORK, "two", Set.of("orders"), Orders.class);
		client = Node.start(NETWORK, "client", Set.of(), Orders.class).connect(one).connect(two);
		template = client.template();
	}

	@AfterAll
	@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
	static void stop() {
		client.close();
		one.close();
		two.close();
		NETWORK.close();
	}

	@Test
	void anObjectIsPublishedToAllNodesOfAServiceAndToEachHandlerThere() {
		PublishResult result = template.publish(NodeCall.toService("orders", "orders.changed"),
				new Changed("published", 1));
		assertThat(result.nodes(Delivery.State.ACKNOWLEDGED)).containsExactly(one.id(), two.id());
		heard(one, "published");
		heard(two, "published");
		Awaitility.await()
			.atMost(Results.PATIENCE)
			.until(() -> one.bean(Audit.class).heard.contains(new Changed("published", 1)));
		assertThat(client.bean(Orders.class).heard).doesNotContain(new Changed("published", 1));
	}

	@Test
	void allThatServeAPathAreFoundByWhatTheyAnnounceAlsoBehindAPattern() {
		PublishResult result = template.publish(NodeCall.toServing("orders.{id}.closed", 4711), "closed");
		assertThat(result.deliveries()).containsOnlyKeys(one.id(), two.id());
		assertThat(result.isComplete()).isTrue();
		assertThat(template.publish(NodeCall.toServing("nowhere"), "x").deliveries()).isEmpty();
	}

	@Test
	void theOwnNodeIsAmongThemOnDemand() {
		PublishResult result = template.publish(NodeCall.toServing("orders.changed").withOwnNode(),
				new Changed("own", 1));
		assertThat(result.nodes(Delivery.State.ACKNOWLEDGED)).containsExactly(client.id(), one.id(), two.id());
		heard(client, "own");
	}

	@Test
	void aRequestGoesToANodeThatServesThePath() {
		assertThat(template.request(NodeCall.toServing("only-audit"), null, String.class)).isEqualTo("audit");
	}

	@Test
	void callsWithOneKeyGoToOneNodeWhereAllWouldLookForIt() {
		PeerId owner = NodeSelectors.ownerOf("customer-7", Set.of(one.id(), two.id()));
		for (int i = 0; i < 5; i++) {
			assertThat(template.request(NodeCall.toService("orders", "who").withKey("customer-7"), null, String.class))
				.isEqualTo(owner.value());
		}
	}

	@Test
	void aNodeServesItsOwnCalls() {
		assertThat(template.request(NodeCall.to(client.id(), "who"), null, String.class)).isEqualTo("client");
		assertThat(one.template().request(NodeCall.to(NodeTarget.service("orders"), "who"), null, String.class))
			.isEqualTo("one");
	}

	private static void heard(Node node, String name) {
		Awaitility.await()
			.atMost(Results.PATIENCE)
			.until(() -> node.bean(Orders.class).heard.contains(new Changed(name, 1)));
	}

	record Changed(String name, int count) {
	}

	@NodeController
	static class Orders {

		final Queue<Changed> heard = new ConcurrentLinkedQueue<>();

		private final NetworkTransport transport;

		Orders(NetworkTransport transport) {
			this.transport = transport;
		}

		@MessageMapping("orders.changed")
		void changed(Changed changed) {
			this.heard.add(changed);
		}

		@MessageMapping("orders.{id}.closed")
		void closed(@DestinationVariable long id, String how) {
		}

		@MessageMapping("who")
		String who() {
			return this.transport.localNode().id().value();
		}

	}

	@NodeController
	static class Audit {

		final Queue<Changed> heard = new ConcurrentLinkedQueue<>();

		@MessageMapping("orders.changed")
		void changed(Changed changed) {
			this.heard.add(changed);
		}

		@MessageMapping("only-audit")
		String only() {
			return "audit";
		}

	}

}

package io.quictransport.spring.boot.docs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import io.quictransport.spring.boot.testing.AutoConfigureInMemoryTransport;
import io.quictransport.spring.boot.testing.LocalQuicTransportPort;
import io.quictransport.spring.boot.testing.NodeCertificate;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;
import io.quictransport.testing.UdpRelays;
import io.quictransport.testing.contract.ContractNodes;
import io.quictransport.testing.contract.NetworkTransportContract;
import io.quictransport.testing.memory.InMemoryNetwork;
import io.quictransport.testing.memory.InMemoryTransport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;

/**
 * The Java of testing.md. What it shows is done for real by TestSupportTests and by the
 * core's own tests.
 */
@SuppressWarnings({ "NullAway.Init", "unused" })
final class TestingSnippets {

	private TestingSnippets() {
	}

	interface LoggingTransport {

		static NetworkTransport around(NetworkTransport transport) {
			return transport;
		}

	}

	static class OrdersInMemory {

		@AutoClose
		InMemoryNetwork network = new InMemoryNetwork();

		@Test
		void ordersAreForwarded() {
			NetworkTransport orders = network.node("orders"), billing = network.node("billing");
			billing.onRequest("price", RequestHandler.replying((request) -> new byte[] { 42 }));
			orders.start().join();
			billing.start().join();
			orders.connectPeer(network.peer("billing")).join();
			assertThat(orders.request(new PeerId("billing"), "price", new byte[0]).join()).containsExactly(42);
			network.cut("orders", "billing");
			assertThat(orders.isConnected(new PeerId("billing"))).isFalse();
		}

	}

	@SpringBootTest(properties = "quic.transport.node-id=shop")
	@AutoConfigureInMemoryTransport
	class ShopTests {

		@Autowired
		private InMemoryNetwork network;

		@Test
		void theShopGreets() throws Exception {
			try (InMemoryTransport client = this.network.node("client")) {
				client.start().get(10, TimeUnit.SECONDS);
				client.connectPeer(this.network.peer("shop")).get(10, TimeUnit.SECONDS);
				assertThat(
						client.request(new PeerId("shop"), "greeting", "Ann".getBytes(UTF_8)).get(10, TimeUnit.SECONDS))
					.asString(UTF_8)
					.isEqualTo("Hello Ann, client told me of you");
			}
		}

	}

	interface GreetController {

		String greet(String node, String name);

	}

	static class HelloApplication {

	}

	@SpringBootTest(properties = "quic.transport.node-id=shop")
	@AutoConfigureInMemoryTransport
	class GreetControllerTests {

		@MockitoBean
		private NodeTransportOperations nodes;

		@Autowired
		private GreetController controller;

		@Test
		void itGreetsThroughAnotherNode() {
			given(this.nodes.request(any(), eq("Ann"), eq(String.class))).willReturn("Hello Ann");
			assertThat(this.controller.greet("node-b", "Ann")).isEqualTo("Hello Ann");
		}

	}

	@SpringBootTest(properties = "quic.transport.node-id=shop")
	@AutoConfigureInMemoryTransport
	class TwoShopsTests {

		@Autowired
		private InMemoryNetwork network;

		@Autowired
		private NetworkTransport shop;

		@Autowired
		private GreetController controller;

		@Test
		void twoShopsGreetEachOther() throws Exception {
			try (ConfigurableApplicationContext other = new SpringApplicationBuilder(HelloApplication.class,
					InMemory.class)
				.initializers((context) -> context.getBeanFactory().registerSingleton("network", this.network))
				.run("--quic.transport.node-id=other", "--server.port=0")) {
				this.shop.connectPeer(this.network.peer("other")).get(10, TimeUnit.SECONDS);
				assertThat(this.controller.greet("other", "Ann")).isEqualTo("Hello Ann, shop told me of you");
			}
		}

		@TestConfiguration(proxyBeanMethods = false)
		@AutoConfigureInMemoryTransport
		static class InMemory {

		}

	}

	@SpringBootTest(properties = "quic.transport.address=127.0.0.1")
	@NodeCertificate("shop")
	class ShopOverQuicTests {

		@LocalQuicTransportPort
		private int port;

		@Test
		void theNodeListens() {
			assertThat(this.port).isPositive();
		}

	}

	static class OrdersOverABadNetwork {

		private final NetworkTransport shop;

		private final NetworkTransport client;

		private final byte[] tea = new byte[1];

		OrdersOverABadNetwork(NetworkTransport shop, NetworkTransport client) {
			this.shop = shop;
			this.client = client;
		}

		@RegisterExtension
		final UdpRelays relays = new UdpRelays();

		@Test
		void ordersArriveOverABadNetwork() {
			UdpRelay relay = this.relays.to(shop.localAddress());
			shop.announce(shop.localNode().withAddresses(List.of(NodeAddress.of(relay.address())))).join();
			client.connectPeer(new PeerInfo(new PeerId("shop"), List.of(NodeAddress.of(relay.address())))).join();
			relay.bothWays(RelayConditions.CLEAN.withLoss(0.05, 3).withDelay(Duration.ofMillis(20)));
			assertThat(client.request(new PeerId("shop"), "order", tea)).succeedsWithin(Duration.ofSeconds(5));
			relay.toTarget(RelayConditions.BLACK_HOLE);
			await().untilAsserted(() -> assertThat(client.isConnected(new PeerId("shop"))).isFalse());
		}

	}

	class LoggingTransportContractTests implements NetworkTransportContract {

		private final InMemoryNetwork network = new InMemoryNetwork();

		private final ContractNodes nodes = new ContractNodes(
				(id, options) -> LoggingTransport.around(network.node(id, options)));

		@Override
		public ContractNodes nodes() {
			return nodes;
		}

	}

}

package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Target and timeout of clients are configured for the service that they are imported
 * for.
 */
class NodeClientPropertiesTests {

	private final InMemoryNetwork network = new InMemoryNetwork();

	private final Node nodeA = Node.start(this.network, "node-a", Set.of("stock"), Stock.class);

	private final Node nodeB = Node.start(this.network, "node-b", Set.of("stock"), Stock.class);

	private final Node client = Node.start(this.network, "client", Clients.class);

	@BeforeEach
	void connect() {
		this.client.connect(this.nodeA).connect(this.nodeB);
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.nodeA.close();
		this.nodeB.close();
		this.network.close();
	}

	@Test
	void aNodeThatIsNamedIsCalledInPlaceOfAnyThatOffersTheService() {
		StockApi stock = this.client.bean(StockApi.class);
		for (int i = 0; i < 4; i++) {
			assertThat(stock.who()).isEqualTo("node-b");
		}
	}

	@Test
	void anotherServiceIsCalledInTurn() {
		ArchiveApi archive = this.client.bean(ArchiveApi.class);
		Duration patience = Results.PATIENCE;
		Set<String> asked = new TreeSet<>();
		// The second node may not be known yet when the first call is made.
		await().atMost(Results.PATIENCE).until(() -> {
			asked.add(archive.who(patience));
			return asked.size() == 2;
		});
		assertThat(asked).containsExactly("node-a", "node-b");
	}

	@Test
	void theTimeoutIsThatOfCallsThatStateNone() {
		assertThatExceptionOfType(NetworkException.class).isThrownBy(() -> this.client.bean(ArchiveApi.class).never())
			.returns(ErrorCode.DEADLINE_EXCEEDED, NetworkException::code);
	}

	interface StockApi {

		@NodeExchange("who")
		String who();

	}

	interface ArchiveApi {

		@NodeExchange("who")
		String who(@Nullable Duration left);

		@NodeExchange("never")
		String never();

	}

	@NodeController
	static class Stock implements StockApi {

		private final NetworkTransport transport;

		Stock(NetworkTransport transport) {
			this.transport = transport;
		}

		@Override
		public String who() {
			return this.transport.localNode().id().value();
		}

		@NodeExchange("never")
		CompletableFuture<String> never() {
			return new CompletableFuture<>();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/clients.properties")
	@ImportNodeClients(service = "stock", types = StockApi.class)
	@ImportNodeClients(service = "archive", types = ArchiveApi.class)
	static class Clients {

	}

}

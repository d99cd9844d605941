package io.quictransport.spring.boot.messaging;

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Target, timeout and selection of clients are configured for the service that they are
 * imported for.
 */
@ExtendWith(OutputCaptureExtension.class)
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

	@Test
	void aClientChoosesByItsOwnSelectionAndSeesTheCallsOfTheOthers() {
		ArchiveApi archive = this.client.bean(ArchiveApi.class);
		await().atMost(Results.PATIENCE).until(() -> allAreKnown(archive));
		CompletableFuture<String> waiting = this.client.template()
			.requestAsync(NodeCall.toService("stock", "never").withTimeout(Results.PATIENCE), null, String.class);
		String busy = Results
			.get(this.nodeA.bean(Stock.class).asked.applyToEither(this.nodeB.bean(Stock.class).asked, (node) -> node));
		BalancedApi balanced = this.client.bean(BalancedApi.class);
		for (int i = 0; i < 4; i++) {
			assertThat(balanced.who()).isNotEqualTo(busy);
		}
		waiting.cancel(true);
	}

	/** They take turns only once the client has been told of both. */
	private static boolean allAreKnown(ArchiveApi archive) {
		String first = archive.who(Results.PATIENCE);
		String second = archive.who(Results.PATIENCE);
		return !first.equals(second) && first.equals(archive.who(Results.PATIENCE));
	}

	@Test
	void aClientAsksItsOwnNodeFirstWhereThePropertySaysSo() {
		try (Node both = Node.start(this.network, "both", Set.of("stock"), Stock.class, Clients.class)
			.connect(this.nodeA)
			.connect(this.nodeB)) {
			OwnApi own = both.bean(OwnApi.class);
			for (int i = 0; i < 4; i++) {
				assertThat(own.who()).isEqualTo("both");
			}
		}
	}

	@Test
	void aSelectionNeedsTheTemplateOfTheStarter() {
		assertThatException()
			.isThrownBy(() -> Node.start(this.network, "other", Clients.class, OwnOperations.class).close())
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
					(failure) -> assertThat(failure.getName()).isIn("quic.transport.clients.balanced.selection",
							"quic.transport.clients.own.selection"));
	}

	@Test
	void propertiesOfAServiceThatNoClientIsImportedForAreNamed(CapturedOutput output) {
		Node.start(this.network, "other", Misnamed.class).close();
		assertThat(output).containsOnlyOnce("event=client_properties_unused property=quic.transport.clients.stok ")
			.containsOnlyOnce("event=client_properties_unused property=quic.transport.clients.eu ")
			.doesNotContain("property=quic.transport.clients[eu.archive]");
	}

	@Test
	void propertiesOfAClientThatAreMisspeltAreNamed(CapturedOutput output) {
		Node.start(this.network, "other", Misspelt.class).close();
		assertThat(output)
			.containsOnlyOnce("event=client_properties_unused property=quic.transport.clients[eu.archive].timeuot ")
			.containsOnlyOnce(
					"event=client_properties_unused property=quic.transport.clients[eu.archive].retry.max-retires ")
			.doesNotContain("max_retries")
			.doesNotContain("property=quic.transport.clients[eu.archive].timeout")
			.doesNotContain("property=quic.transport.clients[eu.archive].service");
	}

	@Test
	void propertiesOfClientsThatAreMadeOnDemandAreNotCalledUnused(CapturedOutput output) {
		Node.start(this.network, "other", Misnamed.class, OnDemand.class).close();
		assertThat(output).doesNotContain("property=quic.transport.clients.stok");
	}

	@Test
	void thePageOfPropertiesListsEveryPropertyOfAClient() throws IOException {
		assertThat(Files.readAllLines(Path.of("../docs/properties.md")))
			.filteredOn((line) -> line.startsWith("| `clients.<service>."))
			.extracting((line) -> line.replaceFirst("\\| `clients\\.<service>\\.([^`]+)`.*", "$1"))
			.containsExactlyInAnyOrderElementsOf(propertiesOf(NodeClientProperties.Client.class, ""));
	}

	private static List<String> propertiesOf(Class<?> type, String prefix) {
		List<String> names = new ArrayList<>();
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
			Class<?> propertyType = property.getPropertyType();
			if (property.getWriteMethod() != null) {
				String name = prefix + DataObjectPropertyName.toDashedForm(property.getName());
				names.addAll((propertyType.getEnclosingClass() == NodeClientProperties.class)
						? propertiesOf(propertyType, name + ".") : List.of(name));
			}
		}
		return names;
	}

	interface BalancedApi {

		@NodeExchange("who")
		String who();

	}

	interface OwnApi {

		@NodeExchange("who")
		String who();

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

		/** Completes with this node when somebody waits for what never comes. */
		private final CompletableFuture<String> asked = new CompletableFuture<>();

		Stock(NetworkTransport transport) {
			this.transport = transport;
		}

		@Override
		public String who() {
			return this.transport.localNode().id().value();
		}

		@NodeExchange("never")
		CompletableFuture<String> never() {
			this.asked.complete(who());
			return new CompletableFuture<>();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/clients.properties")
	@ImportNodeClients(service = "stock", types = StockApi.class)
	@ImportNodeClients(service = "archive", types = ArchiveApi.class)
	@ImportNodeClients(service = "balanced", types = BalancedApi.class)
	@ImportNodeClients(service = "own", types = OwnApi.class)
	static class Clients {

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/unused-clients.properties")
	@ImportNodeClients(service = "eu.archive", types = ArchiveApi.class)
	static class Misnamed {

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/misspelt-clients.properties")
	@ImportNodeClients(service = "eu.archive", types = ArchiveApi.class)
	static class Misspelt {

	}

	@Configuration(proxyBeanMethods = false)
	static class OnDemand {

		@Bean
		@Lazy
		NodeClientFactoryBean<StockApi> stok() {
			return new NodeClientFactoryBean<>(StockApi.class, "stok");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnOperations {

		@Bean
		NodeTransportOperations operations() {
			return mock(NodeTransportOperations.class);
		}

	}

}

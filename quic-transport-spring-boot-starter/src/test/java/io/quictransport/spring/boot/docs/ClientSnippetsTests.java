package io.quictransport.spring.boot.docs;

import java.util.Set;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.spring.boot.docs.ClientSnippets.Item;
import io.quictransport.spring.boot.docs.ClientSnippets.Shop;
import io.quictransport.spring.boot.docs.ClientSnippets.StockApi;
import io.quictransport.spring.boot.messaging.Node;
import io.quictransport.spring.boot.messaging.NodeTransportTemplate;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The snippets of the page about clients do what it says.
 */
class ClientSnippetsTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void aNodeCallsWhatAnotherServes() {
		try (Node server = Node.start(this.network, "server", Set.of("stock"), ClientSnippets.StockRepository.class,
				ClientSnippets.StockController.class);
				Node client = Node.start(this.network, "client", ClientSnippets.Clients.class).connect(server)) {
			Shop shop = client.bean(Shop.class);
			assertThat(shop.buy("bolt")).isTrue();
			assertThat(shop.buy("none")).isFalse();
			StockApi stock = client.bean(StockApi.class);
			assertThat(stock.since(0).collectList().block(Results.PATIENCE)).containsExactly(new Item("bolt", 2));
			stock.changed(new Item("nut", 7));
			await().atMost(Results.PATIENCE).until(() -> stock.has("nut"));
			assertThatExceptionOfType(MessageException.class).isThrownBy(() -> stock.reserve("nut", 8, "blue"))
				.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code);
			assertThat(ClientSnippets.byHand(client.bean(NodeTransportTemplate.class)).find("bolt"))
				.isEqualTo(new Item("bolt", 2));
		}
	}

	@Test
	void aNodeThatCallsAndServesHasTheClientInjected() {
		try (Node server = Node.start(this.network, "server", Set.of("stock"), ClientSnippets.StockRepository.class,
				ClientSnippets.StockController.class);
				Node both = Node
					.start(this.network, "both", ClientSnippets.StockRepository.class,
							ClientSnippets.StockController.class, ClientSnippets.Clients.class)
					.connect(server)) {
			both.bean(StockApi.class).reserve("bolt", 3, null);
			assertThat(server.bean(ClientSnippets.StockRepository.class).find("bolt")).isEqualTo(new Item("bolt", 0));
		}
	}

}

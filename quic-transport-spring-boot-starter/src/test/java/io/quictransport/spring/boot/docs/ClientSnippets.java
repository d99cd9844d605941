package io.quictransport.spring.boot.docs;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.PeerId;
import io.quictransport.spring.boot.messaging.ImportNodeClients;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.messaging.NodeExchange;
import io.quictransport.spring.boot.messaging.NodeTransportTemplate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

final class ClientSnippets {

	private ClientSnippets() {
	}

	record Item(String id, int count) {
	}

	static class StockRepository {

		private final Map<String, Item> items = new ConcurrentHashMap<>(Map.of("bolt", new Item("bolt", 3)));

		@Nullable Item find(String id) {
			return this.items.get(id);
		}

		void save(Item item) {
			this.items.put(item.id(), item);
		}

		void take(String id, int count) {
			this.items.compute(id, (key, item) -> {
				if (item == null || item.count() < count) {
					throw MessageException.refusal(ErrorCode.INVALID_MESSAGE, "not as many of " + id);
				}
				return new Item(id, item.count() - count);
			});
		}

		Flux<Item> since(int count) {
			return Flux.fromIterable(this.items.values()).filter((item) -> item.count() >= count);
		}

	}

	@NodeExchange("stock")
	interface StockApi {

		@NodeExchange("item.{id}")
		@Nullable Item find(@DestinationVariable String id);

		@NodeExchange("changed")
		void changed(Item item);

		@NodeExchange(value = "reserve.{id}", answered = true)
		void reserve(@DestinationVariable String id, int count, @Header @Nullable String tenant);

		@NodeExchange("since")
		Flux<Item> since(int count);

		default boolean has(String id) {
			return find(id) != null;
		}

	}

	@NodeController
	static class StockController implements StockApi {

		private final StockRepository items;

		StockController(StockRepository items) {
			this.items = items;
		}

		@Override
		public @Nullable Item find(String id) {
			return this.items.find(id);
		}

		@Override
		public void changed(Item item) {
			this.items.save(item);
		}

		@Override
		public void reserve(String id, int count, @Nullable String tenant) {
			this.items.take(id, count);
		}

		@Override
		public Flux<Item> since(int count) {
			return this.items.since(count);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "stock", types = StockApi.class)
	static class Clients {

		@Bean
		Shop shop(StockApi stock) {
			return new Shop(stock);
		}

	}

	static final class Shop {

		private final StockApi stock;

		Shop(StockApi stock) {
			this.stock = stock;
		}

		boolean buy(String id) {
			if (!this.stock.has(id)) {
				return false;
			}
			this.stock.reserve(id, 1, null);
			return true;
		}

	}

	interface Counting {

		@NodeExchange("count")
		CompletableFuture<Integer> count(PeerId node, @Nullable Duration left);

	}

	static StockApi byHand(NodeTransportTemplate template) {
		StockApi stock = template.client(StockApi.class, "stock");
		return stock;
	}

}

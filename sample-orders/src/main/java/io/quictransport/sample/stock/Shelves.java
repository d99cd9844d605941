package io.quictransport.sample.stock;

import java.util.HashMap;
import java.util.Map;

import io.quictransport.sample.api.OutOfStockException;
import io.quictransport.sample.api.StockLevel;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.stereotype.Component;

/**
 * Keeps the stock levels. Each node has a copy in memory, which the orders that other
 * nodes have served keep up to date. Two nodes that reserve the last item at the same
 * moment both succeed, which a database would prevent. May be used from any thread.
 */
@Component
class Shelves {

	private final Map<String, Integer> items;

	private final Sinks.Many<StockLevel> changes = Sinks.many().replay().limit(100);

	Shelves(StockApplication.StockProperties properties) {
		this.items = new HashMap<>(properties.items());
	}

	synchronized void reserve(String item, int count) {
		int left = left(item);
		if (left < count) {
			throw new OutOfStockException(left + " of " + item + " are left", new StockLevel(item, left));
		}
		take(item, count);
	}

	synchronized void take(String item, int count) {
		int left = Math.max(0, left(item) - count);
		this.items.put(item, left);
		this.changes.emitNext(new StockLevel(item, left), Sinks.EmitFailureHandler.FAIL_FAST);
	}

	synchronized int left(String item) {
		return this.items.getOrDefault(item, 0);
	}

	Flux<StockLevel> changes() {
		return this.changes.asFlux();
	}

}

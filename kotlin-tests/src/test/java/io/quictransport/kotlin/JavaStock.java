package io.quictransport.kotlin;

import java.util.concurrent.CompletionStage;

import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.messaging.NodeExchange;
import reactor.core.publisher.Flux;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * A node in Java that serves Kotlin's clients, and what a client in Java sees of Kotlin's
 * handlers.
 */
@NodeController
@MessageMapping("warehouse")
class JavaStock {

	@MessageMapping("capacity.{id}")
	int capacity(@DestinationVariable String id) {
		return id.length();
	}

	@MessageMapping("levels")
	Flux<Integer> levels(Flux<Integer> changes) {
		return changes.scan(0, Integer::sum).skip(1);
	}

	@NodeExchange("stock")
	interface Client {

		@NodeExchange("{id}")
		CompletionStage<String> find(@DestinationVariable String id);

		@NodeExchange("since")
		Flux<String> since(int count);

		@NodeExchange("total")
		int total(Flux<String> items);

	}

}

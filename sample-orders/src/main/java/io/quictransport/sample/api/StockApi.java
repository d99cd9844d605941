package io.quictransport.sample.api;

import io.quictransport.PeerId;
import io.quictransport.spring.boot.messaging.NodeExchange;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.messaging.handler.annotation.DestinationVariable;

/**
 * Describes what the nodes of the service "stock" serve.
 */
@NodeExchange("stock")
public interface StockApi {

	/**
	 * Takes items off the shelves.
	 * @param wanted the items
	 * @return what was taken
	 * @throws OutOfStockException if there are not as many
	 */
	@NodeExchange("reserve")
	Reservation reserve(@Valid Wanted wanted);

	/**
	 * Counts what is left of an item.
	 * @param item the name of the item
	 * @param node the node to ask, null for any; to the node that serves it, the caller
	 * @return the number of them
	 */
	@NodeExchange("left.{item}")
	int left(@DestinationVariable String item, @Nullable PeerId node);

	/**
	 * Watches the shelves of one node.
	 * @return the latest changes, and those that follow
	 */
	@NodeExchange("changes")
	Flux<StockLevel> changes();

}

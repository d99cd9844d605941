package io.quictransport.sample.orders;

import java.util.UUID;

import io.quictransport.nodes.PublishResult;
import io.quictransport.sample.api.OrderPlaced;
import io.quictransport.sample.api.OutOfStockException;
import io.quictransport.sample.api.Reservation;
import io.quictransport.sample.api.StockApi;
import io.quictransport.sample.api.StockLevel;
import io.quictransport.sample.api.Wanted;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import reactor.core.publisher.Flux;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves orders over HTTP. If a stock node refuses a call, the starter answers with a
 * problem detail; the stock nodes validate what they receive, so nothing is validated
 * here.
 */
@RestController
class OrdersController {

	private final StockApi stock;

	private final NodeTransportOperations nodes;

	OrdersController(StockApi stock, NodeTransportOperations nodes) {
		this.stock = stock;
		this.nodes = nodes;
	}

	@PostMapping("/orders")
	@ResponseStatus(HttpStatus.CREATED)
	Order place(@RequestBody Wanted wanted, @RequestParam(defaultValue = "false") boolean orLess) {
		Reservation reserved = reserve(wanted, orLess);
		OrderPlaced placed = new OrderPlaced(UUID.randomUUID().toString(), reserved);
		PublishResult result = this.nodes.publish(NodeCall.toServing(OrderPlaced.PATH), placed);
		return new Order(placed.id(), reserved, result.isComplete());
	}

	private Reservation reserve(Wanted wanted, boolean orLess) {
		try {
			return this.stock.reserve(wanted);
		}
		catch (OutOfStockException ex) {
			int left = ex.errorDetails().left();
			if (!orLess || left == 0) {
				throw ex;
			}
			return this.stock.reserve(new Wanted(wanted.item(), left));
		}
	}

	@GetMapping(path = "/stock/changes", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<StockLevel> changes() {
		return this.stock.changes();
	}

	/**
	 * The answer to the HTTP client that places an order.
	 *
	 * @param id its id
	 * @param reserved what was reserved for it
	 * @param knownToAll whether every stock node has been told of it
	 */
	record Order(String id, Reservation reserved, boolean knownToAll) {
	}

}

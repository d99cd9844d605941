package io.quictransport.sample.stock;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.sample.api.OrderPlaced;
import io.quictransport.sample.api.Reservation;
import io.quictransport.sample.api.StockApi;
import io.quictransport.sample.api.StockLevel;
import io.quictransport.sample.api.Wanted;
import io.quictransport.spring.boot.messaging.NodeController;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Serves the stock to other nodes.
 */
@NodeController
class StockController implements StockApi {

	private final Shelves shelves;

	private final NetworkTransport transport;

	StockController(Shelves shelves, NetworkTransport transport) {
		this.shelves = shelves;
		this.transport = transport;
	}

	@Override
	public Reservation reserve(Wanted wanted) {
		this.shelves.reserve(wanted.item(), wanted.count());
		return new Reservation(wanted.item(), wanted.count(), ownId());
	}

	@Override
	public int left(String item, @Nullable PeerId caller) {
		return this.shelves.left(item);
	}

	@Override
	public Flux<StockLevel> changes() {
		return this.shelves.changes();
	}

	@MessageMapping(OrderPlaced.PATH)
	void placed(OrderPlaced order) {
		if (!order.reserved().node().equals(ownId())) {
			this.shelves.take(order.reserved().item(), order.reserved().count());
		}
	}

	private String ownId() {
		return this.transport.localNode().id().value();
	}

}

package io.quictransport.sample.api;

/**
 * Notifies all stock nodes of an order.
 *
 * @param id the id of the order
 * @param reserved what was reserved for it
 */
public record OrderPlaced(String id, Reservation reserved) {

	/** The path on which it is published. */
	public static final String PATH = "orders.placed";

}

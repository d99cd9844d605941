package io.quictransport.sample.api;

import io.quictransport.spring.boot.messaging.ErrorDetails;
import io.quictransport.spring.boot.messaging.NodeError;

/**
 * Thrown by a stock node, and thrown again at the node that has called it.
 */
@NodeError("CONFLICT")
public class OutOfStockException extends RuntimeException implements ErrorDetails<StockLevel> {

	private final transient StockLevel level;

	/**
	 * Makes the exception; at the caller's node, the starter does.
	 * @param message the text
	 * @param level what is left
	 */
	public OutOfStockException(String message, StockLevel level) {
		super(message);
		this.level = level;
	}

	@Override
	public StockLevel errorDetails() {
		return this.level;
	}

}

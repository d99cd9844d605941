package io.quictransport.sample.api;

import io.quictransport.spring.boot.messaging.ErrorDetails;
import io.quictransport.spring.boot.messaging.NodeError;

/**
 * Reports that a stock node has too few items. The starter throws it again at the calling
 * node.
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

package io.quictransport;

/**
 * Reports the handlers of peers' requests, messages and streams at one moment.
 *
 * @param running handlers that run, or wait for a thread or their turn
 */
public record HandlerStats(int running) {

	/** No handler runs. */
	public static final HandlerStats NONE = new HandlerStats(0);

}

package io.quictransport;

import java.time.Duration;

/**
 * Sums up this node's messages to all peers at one moment.
 *
 * @param bytes the payload bytes of all messages in flight
 * @param oldestWait how long the oldest message that no stream has taken has waited,
 * known to a second; zero if none waits
 */
public record QueueTotals(long bytes, Duration oldestWait) {

	/** No messages. */
	public static final QueueTotals NONE = new QueueTotals(0, Duration.ZERO);

}

package io.quictransport;

/**
 * Reports the messages between this node and one peer, or all peers. Counts continue
 * across connections.
 *
 * @param sent requests, replies and one-way messages sent
 * @param received the same, received
 * @param bytesSent payload bytes sent
 * @param bytesReceived payload bytes received
 * @param inFlight outbound requests and unacknowledged one-way messages in flight
 */
public record MessageStats(long sent, long received, long bytesSent, long bytesReceived, int inFlight) {

	/** The metrics before the first message. */
	public static final MessageStats NONE = new MessageStats(0, 0, 0, 0, 0);

}

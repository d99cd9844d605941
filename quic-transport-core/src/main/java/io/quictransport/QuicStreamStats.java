package io.quictransport;

/**
 * Reports the metrics of the QUIC streams of all connections at one moment.
 *
 * @param open open streams: control, lanes, large messages, streams of messages
 * @param lanes lanes opened by this node
 * @param messageStreams streams of messages, opened by either end
 * @param waiting streams that wait until the limits of this node or the peer allow them
 * to be opened
 * @param opened streams opened by either end since the transport was made
 */
public record QuicStreamStats(int open, int lanes, int messageStreams, int waiting, long opened) {

	/** The metrics before the first stream. */
	public static final QuicStreamStats NONE = new QuicStreamStats(0, 0, 0, 0, 0);

}

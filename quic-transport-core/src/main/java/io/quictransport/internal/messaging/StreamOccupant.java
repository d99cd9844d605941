package io.quictransport.internal.messaging;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.internal.connection.ConnectionLink.StreamRole;

/**
 * Uses a QUIC stream that this node opens, as soon as it is open. Called on the event
 * loop.
 */
interface StreamOccupant extends StreamRole, StreamSlots.Occupant {

	/**
	 * Begins to use the stream, unless it was given up; what it throws is passed to
	 * {@link #notBegun}.
	 */
	void begin(QuicStreamChannel stream);

	/**
	 * It could not begin, for example for lack of memory. The stream is closed next,
	 * which {@link #closed} reports.
	 */
	void notBegun(Throwable cause);

	/** The stream will not be opened, although its turn had come. */
	void notOpened();

}

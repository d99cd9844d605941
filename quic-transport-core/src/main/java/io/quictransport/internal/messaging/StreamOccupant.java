package io.quictransport.internal.messaging;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.internal.connection.StreamRole;

/**
 * Occupies a QUIC stream that this node opens, as soon as there is one. Called on the
 * event loop.
 */
interface StreamOccupant extends StreamRole {

	/** Whether nobody wants the stream any more that it waits for. */
	boolean isGivenUp();

	/** Begins to use the stream; what it throws {@link #notBegun} is told. */
	void begin(QuicStreamChannel stream);

	/**
	 * It could not begin, for want of memory perhaps. The stream is closed next, which
	 * {@link #closed} tells.
	 */
	void notBegun(Throwable cause);

	/** The stream will not be opened, though its turn had come. */
	void notOpened();

}

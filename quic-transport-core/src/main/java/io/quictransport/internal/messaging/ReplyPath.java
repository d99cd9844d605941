package io.quictransport.internal.messaging;

import java.util.Map;

import io.quictransport.MessagePayload;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.WireLimits;

/**
 * Leads back to the caller of a request: over the lane that carried it, or over a new
 * stream. Confined to the event loop.
 */
interface ReplyPath {

	/** Whether the connection is closed: what is sent is dropped. */
	boolean isClosed();

	/** Whether the peer must read answers before it receives more. */
	boolean isFull();

	/** The largest reply that both ends admit. */
	WireLimits limits();

	/** Sends a reply that is within the limits. */
	void reply(long requestId, Map<String, String> headers, MessagePayload payload);

	void error(Failure failure);

}

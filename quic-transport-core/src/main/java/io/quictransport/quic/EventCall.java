package io.quictransport.quic;

import io.quictransport.NetworkMessage;
import org.jspecify.annotations.Nullable;

/**
 * A one-way message on its way, until it is admitted.
 */
final class EventCall extends Call<Void> {

	/** The path's order that this belongs to, set when it is submitted. */
	@Nullable PathOrder order;

	EventCall(Outbox outbox, NetworkMessage message, long timeoutNanos) {
		super(outbox, message, timeoutNanos);
	}

	@SuppressWarnings("NullAway") // Void has no value but null
	void admitted() {
		complete(null);
	}

}

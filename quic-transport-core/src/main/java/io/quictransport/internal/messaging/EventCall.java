package io.quictransport.internal.messaging;

import io.quictransport.NetworkMessage;
import io.quictransport.internal.messaging.Call.CallOwner;
import org.jspecify.annotations.Nullable;

/**
 * Tracks a one-way message until the peer has admitted it.
 */
final class EventCall extends Call<Void> {

	private @Nullable PathOrder order;

	EventCall(CallOwner owner, NetworkMessage message, long deadline) {
		super(owner, message, deadline);
	}

	@Override
	boolean isOrdered() {
		return true;
	}

	@Override
	@Nullable PathOrder order() {
		return this.order;
	}

	@Override
	void order(@Nullable PathOrder entered) {
		this.order = entered;
	}

	@Override
	boolean isAcknowledged() {
		return true;
	}

	@Override
	@SuppressWarnings("NullAway") // Void has no value but null
	void acknowledged() {
		resolve(null);
	}

}

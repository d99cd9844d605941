package io.quictransport.quic;

import java.util.concurrent.atomic.AtomicReference;

import io.quictransport.PeerListener;
import io.quictransport.Registration;
import io.quictransport.internal.messaging.HandlerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Represents a listener's subscription, which may be ended before it has begun.
 */
final class Subscription implements Registration {

	private static final Registration ENDED = () -> {
	};

	private final HandlerRegistry handlers;

	private final PeerListener listener;

	private final AtomicReference<@Nullable Registration> added = new AtomicReference<>();

	Subscription(HandlerRegistry handlers, PeerListener listener) {
		this.handlers = handlers;
		this.listener = listener;
	}

	void begin() {
		Registration registration = this.handlers.addListener(this.listener);
		if (!this.added.compareAndSet(null, registration)) {
			registration.close();
		}
	}

	boolean hasEnded() {
		return this.added.get() == ENDED;
	}

	@Override
	public void close() {
		Registration registration = this.added.getAndSet(ENDED);
		if (registration != null) {
			registration.close();
		}
	}

}

package io.quictransport.spring.boot.messaging;

import io.quictransport.PeerId;

import org.springframework.context.PayloadApplicationEvent;

/**
 * Wraps an event that another node has published ({@link NodeEvents}). Listeners of the
 * payload's type receive it like any other event; listeners of this type receive the
 * sender, too.
 *
 * @param <T> the type of the payload
 */
public final class ReceivedEvent<T> extends PayloadApplicationEvent<T> {

	private final transient PeerId sender;

	ReceivedEvent(Object source, T payload, PeerId sender) {
		super(source, payload);
		this.sender = sender;
	}

	/**
	 * The node that has published the event.
	 * @return its id, from its certificate
	 */
	public PeerId getSender() {
		return this.sender;
	}

}

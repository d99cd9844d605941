package io.quictransport.internal.messaging;

import java.util.List;

import io.quictransport.MessageContext;
import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;

/**
 * Represents the handlers of one path, where there are several: each gets every message,
 * one after another, in the order of their registration.
 *
 * @param handlers the handlers, at least two
 */
record HandlerGroup(List<MessageHandler> handlers) implements MessageHandler {

	@Override
	public void handle(NetworkMessage message, MessageContext context) {
		throw new IllegalStateException("each handler of a group is called by itself, so that each fails alone");
	}

}

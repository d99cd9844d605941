package io.quictransport.internal.messaging;

import java.util.Map;

import io.quictransport.NetworkMessage;

/**
 * Says what a message that waits costs in memory, beside its payload: many small ones
 * must not take a multiple of what their payloads are limited to.
 */
final class MessageCost {

	/** The message itself, its place in a queue and its path's inbox. */
	private static final int MESSAGE = 512;

	/** The objects that a header is made of. */
	private static final int HEADER = 128;

	private MessageCost() {
	}

	/** The bytes, no fewer than there are. */
	static int of(NetworkMessage message) {
		int texts = message.path().length() + message.correlationId().length();
		int objects = MESSAGE;
		if (!message.headers().isEmpty()) {
			for (Map.Entry<String, String> header : message.headers().entrySet()) {
				texts += header.getKey().length() + header.getValue().length();
				objects += HEADER;
			}
		}
		return message.payload().length + objects + Character.BYTES * texts;
	}

}

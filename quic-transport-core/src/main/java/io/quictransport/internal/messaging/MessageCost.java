package io.quictransport.internal.messaging;

import java.util.Map;

import io.quictransport.NetworkMessage;

/**
 * Estimates the memory that a waiting message takes in addition to its payload: many
 * small ones must not take a multiple of the limit on their payloads.
 */
final class MessageCost {

	/** The message itself, its slot in a queue and its path's inbox. */
	private static final int MESSAGE = 512;

	/** The objects that a header is made of. */
	private static final int HEADER = 128;

	private MessageCost() {
	}

	/** The bytes, never underestimated. */
	static int of(NetworkMessage message) {
		int texts = message.path().length() + message.correlationId().length();
		int objects = MESSAGE;
		if (!message.headers().isEmpty()) {
			for (Map.Entry<String, String> header : message.headers().entrySet()) {
				texts += header.getKey().length() + header.getValue().length();
				objects += HEADER;
			}
		}
		return message.content().length() + objects + Character.BYTES * texts;
	}

}

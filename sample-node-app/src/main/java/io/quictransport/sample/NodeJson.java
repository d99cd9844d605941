package io.quictransport.sample;

import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Converts the payloads of messages between nodes to JSON and back. Unknown properties
 * are ignored, so that nodes of two releases can share a board.
 */
@Component
final class NodeJson {

	private final JsonMapper mapper;

	NodeJson(JsonMapper mapper) {
		this.mapper = mapper;
	}

	byte[] write(Object value) {
		return this.mapper.writeValueAsBytes(value);
	}

	<T> T read(byte[] payload, Class<T> type) {
		return this.mapper.readValue(payload, type);
	}

}

package io.quictransport.sample;

import org.jspecify.annotations.Nullable;

/**
 * Describes what the owner of a key is asked to do.
 *
 * @param operation what to do
 * @param key the key
 * @param value the value to put, null for the other operations
 */
record Command(Operation operation, String key, @Nullable String value) {

	static Command get(String key) {
		return new Command(Operation.GET, key, null);
	}

	static Command put(String key, String value) {
		return new Command(Operation.PUT, key, value);
	}

	static Command delete(String key) {
		return new Command(Operation.DELETE, key, null);
	}

	enum Operation {

		GET, PUT, DELETE

	}

}

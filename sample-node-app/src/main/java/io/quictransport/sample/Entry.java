package io.quictransport.sample;

import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * Holds the value of a key, or its deletion.
 *
 * @param key 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, the first a letter or digit
 * @param value the value, or null once the key is deleted: the deletion has a version
 * like any other write, so that a late value does not restore the key
 * @param version when it was written, and by which node
 */
record Entry(String key, @Nullable String value, Version version) {

	private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

	Entry {
		if (!isKey(key)) {
			throw new IllegalArgumentException("not a key: " + key);
		}
	}

	static boolean isKey(String text) {
		return KEY.matcher(text).matches();
	}

	@JsonIgnore
	boolean isDeleted() {
		return this.value == null;
	}

}

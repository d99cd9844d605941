package io.quictransport.spring.boot.messaging;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * Knows the types of the JDK that hold a value or nothing, those of numbers among them:
 * what is empty travels as nothing.
 */
final class Optionals {

	private Optionals() {
	}

	/** What a value holds, or the value itself; null for nothing. */
	static @Nullable Object contentOf(@Nullable Object value) {
		if (value instanceof Optional<?> optional) {
			return contentOf(optional.orElse(null));
		}
		if (value instanceof OptionalInt number) {
			return number.isPresent() ? number.getAsInt() : null;
		}
		if (value instanceof OptionalLong number) {
			return number.isPresent() ? number.getAsLong() : null;
		}
		if (value instanceof OptionalDouble number) {
			return number.isPresent() ? number.getAsDouble() : null;
		}
		return value;
	}

	/** The value of a type that holds nothing; null for nothing itself. */
	static @Nullable Object emptyOf(Class<?> type) {
		if (type == Optional.class) {
			return Optional.empty();
		}
		if (type == OptionalInt.class) {
			return OptionalInt.empty();
		}
		if (type == OptionalLong.class) {
			return OptionalLong.empty();
		}
		return (type == OptionalDouble.class) ? OptionalDouble.empty() : null;
	}

}

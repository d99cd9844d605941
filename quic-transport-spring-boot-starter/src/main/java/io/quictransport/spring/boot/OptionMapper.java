package io.quictransport.spring.boot;

import java.util.function.BiFunction;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Applies the properties of one group to immutable options. A property that is not set
 * does not change its option; a value that the option refuses is reported under the name
 * of the property.
 *
 * @param <O> the type of the options
 */
final class OptionMapper<O> {

	private final String prefix;

	private O options;

	OptionMapper(String prefix, O options) {
		this.prefix = prefix;
		this.options = options;
	}

	<T> OptionMapper<O> set(String property, @Nullable T value, BiFunction<O, T, O> with) {
		if (value != null) {
			try {
				this.options = with.apply(this.options, value);
			}
			catch (ConfigurationException ex) {
				throw new InvalidPropertyException(this.prefix + "." + property, value, ex);
			}
		}
		return this;
	}

	OptionMapper<O> setBytes(String property, @Nullable DataSize value, BiFunction<O, Integer, O> with) {
		return set(property, value, (options, size) -> with.apply(options, bytes(size)));
	}

	O options() {
		return this.options;
	}

	private static int bytes(DataSize size) {
		if (size.toBytes() > Integer.MAX_VALUE || size.toBytes() < Integer.MIN_VALUE) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					size + " is too much, " + Integer.MAX_VALUE + "B is the most that any size may be");
		}
		return (int) size.toBytes();
	}

}

package io.quictransport.quic;

import java.util.HashMap;
import java.util.Map;

/**
 * Holds the options that were set, immutable.
 *
 * @param set the values that differ from their defaults, checked
 */
record OptionValues(Map<Option<?>, Object> set) {

	static final OptionValues DEFAULTS = new OptionValues(Map.of());

	@SuppressWarnings("unchecked")
	<T> T get(Option<T> option) {
		return (T) this.set.getOrDefault(option, option.defaultValue());
	}

	<T> OptionValues with(Option<T> option, T value) {
		option.check(value);
		Map<Option<?>, Object> copy = new HashMap<>(this.set);
		copy.put(option, value);
		return new OptionValues(Map.copyOf(copy));
	}

}

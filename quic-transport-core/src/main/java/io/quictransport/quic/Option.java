package io.quictransport.quic;

import java.time.Duration;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;

/**
 * Defines one option of {@link QuicTransportOptions}: its name, its default and its valid
 * values. Two options are never equal, so that looking one up costs no hash of its
 * default.
 *
 * @param <T> the type of the option's value
 */
final class Option<T> {

	/** The longest duration that is useful for any option. */
	private static final Duration LONGEST = Duration.ofDays(365);

	private final String name;

	private final T defaultValue;

	private final Check<T> check;

	/**
	 * Makes an option.
	 * @param name the name as users write it
	 * @param defaultValue the value when nothing is set
	 * @param check rejects invalid values
	 */
	private Option(String name, T defaultValue, Check<T> check) {
		this.name = name;
		this.defaultValue = defaultValue;
		this.check = check;
	}

	static <T> Option<T> of(String name, T defaultValue) {
		return new Option<>(name, defaultValue, (option, value) -> {
		});
	}

	static Option<Integer> between(String name, int defaultValue, int least, int most) {
		return new Option<>(name, defaultValue, (option, value) -> {
			if (value < least || value > most) {
				throw invalid(option, value, "must be between " + least + " and " + most);
			}
		});
	}

	/** Zero has a meaning of its own. */
	static Option<Integer> zeroOrBetween(String name, int defaultValue, int least, int most) {
		return new Option<>(name, defaultValue, (option, value) -> {
			if (value != 0 && (value < least || value > most)) {
				throw invalid(option, value, "must be 0, or between " + least + " and " + most);
			}
		});
	}

	static Option<Duration> between(String name, Duration defaultValue, Duration least, Duration most) {
		return new Option<>(name, defaultValue, (option, value) -> {
			if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
				throw invalid(option, value, "must be between " + least + " and " + most);
			}
		});
	}

	static Option<Duration> atLeast(String name, Duration defaultValue, Duration least) {
		return between(name, defaultValue, least, LONGEST);
	}

	String name() {
		return this.name;
	}

	T defaultValue() {
		return this.defaultValue;
	}

	void check(T value) {
		this.check.check(this.name, value);
	}

	static ConfigurationException invalid(String option, Object value, String rule) {
		return new ConfigurationException(ErrorCode.INVALID_OPTION,
				"option " + option + " is " + value + " but " + rule);
	}

	/**
	 * Rejects values that an option cannot have.
	 *
	 * @param <T> the type of the value
	 */
	@FunctionalInterface
	interface Check<T> {

		/**
		 * Throws if the value cannot be used.
		 * @param option the option's name
		 * @param value the value
		 */
		void check(String option, T value);

	}

}

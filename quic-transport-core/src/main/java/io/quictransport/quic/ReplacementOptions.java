package io.quictransport.quic;

import java.time.Duration;

/**
 * Defines when a healthy connection is replaced by a new one, without interruption.
 * Immutable: each {@code with} method checks its value and returns a copy.
 */
public final class ReplacementOptions {

	/** The default of {@link #maxAge()}. */
	public static final Duration DEFAULT_MAX_AGE = Duration.ofHours(1);

	/** The default of {@link #maxQuicStreams()}. */
	public static final int DEFAULT_MAX_QUIC_STREAMS = 1_000_000;

	private static final Option<Duration> MAX_AGE = Option.atLeast("replacement.maxAge", DEFAULT_MAX_AGE,
			Duration.ofMillis(100));

	private static final Option<Integer> MAX_QUIC_STREAMS = Option.between("replacement.maxQuicStreams",
			DEFAULT_MAX_QUIC_STREAMS, 1, 1_000_000_000);

	private final OptionValues values;

	/**
	 * Makes options with all defaults.
	 */
	public ReplacementOptions() {
		this(OptionValues.DEFAULTS);
	}

	private ReplacementOptions(OptionValues values) {
		this.values = values;
	}

	/**
	 * Sets {@link #maxAge()}.
	 * @param maxAge the new value
	 * @return a copy with this value
	 */
	public ReplacementOptions withMaxAge(Duration maxAge) {
		return with(MAX_AGE, maxAge);
	}

	/**
	 * The age at which the end that dialled a connection replaces it. The new connection
	 * uses certificates that were changed.
	 * @return the value, by default {@link #DEFAULT_MAX_AGE}
	 */
	public Duration maxAge() {
		return this.values.get(MAX_AGE);
	}

	/**
	 * Sets {@link #maxQuicStreams()}.
	 * @param maxQuicStreams the new value
	 * @return a copy with this value
	 */
	public ReplacementOptions withMaxQuicStreams(int maxQuicStreams) {
		return with(MAX_QUIC_STREAMS, maxQuicStreams);
	}

	/**
	 * The number of QUIC streams that a connection carries before it is replaced; the
	 * codec remembers each one for the connection's life.
	 * @return the value, by default {@link #DEFAULT_MAX_QUIC_STREAMS}
	 */
	public int maxQuicStreams() {
		return this.values.get(MAX_QUIC_STREAMS);
	}

	private <T> ReplacementOptions with(Option<T> option, T value) {
		return new ReplacementOptions(this.values.with(option, value));
	}

}

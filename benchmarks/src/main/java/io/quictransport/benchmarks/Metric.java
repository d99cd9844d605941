package io.quictransport.benchmarks;

import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Lists the values of a round that are compared.
 */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes what it holds
enum Metric {

	/** Messages per second: more is better. */
	RATE("per second", "a second", Measurement::perSecond, true),

	/** The median latency: less is better. */
	P50("p50", "median, us", Measurement::p50Micros, false),

	/** The 99th percentile of the latency: less is better. */
	P99("p99", "99th percentile, us", Measurement::p99Micros, false);

	private final String label;

	private final String unit;

	private final ToDoubleFunction<Measurement> value;

	private final boolean moreIsBetter;

	Metric(String label, String unit, ToDoubleFunction<Measurement> value, boolean moreIsBetter) {
		this.label = label;
		this.unit = unit;
		this.value = value;
		this.moreIsBetter = moreIsBetter;
	}

	static Metric labelled(String label) {
		return Stream.of(values())
			.filter((metric) -> metric.label.equals(label))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("there is no metric " + label));
	}

	String label() {
		return this.label;
	}

	/** What is counted or measured, for a reader who knows no label. */
	String unit() {
		return this.unit;
	}

	/**
	 * Compares two rounds.
	 * @param one the one
	 * @param other the other
	 * @return how much better the one is: 1 is as good, 2 twice as good
	 */
	double ratio(Round one, Round other) {
		double first = this.value.applyAsDouble(one.reached());
		double second = this.value.applyAsDouble(other.reached());
		return this.moreIsBetter ? first / second : second / first;
	}

}

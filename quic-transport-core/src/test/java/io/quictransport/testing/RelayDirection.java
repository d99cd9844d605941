package io.quictransport.testing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * One direction of a relay: its rules, which any thread may change, and its counters.
 */
final class RelayDirection {

	private final LongAdder forwarded = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	private final LongAdder undeliverable = new LongAdder();

	private volatile List<FateRule> rules = List.of();

	void apply(RelayConditions conditions) {
		this.rules = conditions.rules();
	}

	Fate decide(ByteBuffer packet, SplittableRandom random) {
		Fate fate = Fate.delivered(packet);
		for (FateRule rule : this.rules) {
			fate = rule.decide(fate, random);
		}
		if (fate.copies().isEmpty()) {
			this.dropped.increment();
		}
		return fate;
	}

	void countForwarded() {
		this.forwarded.increment();
	}

	void countUndeliverable() {
		this.undeliverable.increment();
	}

	RelayCounts counts() {
		return new RelayCounts(this.forwarded.sum(), this.dropped.sum(), this.undeliverable.sum());
	}

}

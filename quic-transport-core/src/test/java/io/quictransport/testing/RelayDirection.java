package io.quictransport.testing;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * Represents one direction of a relay: its conditions, which any thread may change, and
 * its counters.
 */
final class RelayDirection {

	private final LongAdder forwarded = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	private final LongAdder duplicated = new LongAdder();

	private final LongAdder corrupted = new LongAdder();

	private final LongAdder undeliverable = new LongAdder();

	private volatile RelayConditions conditions = RelayConditions.CLEAN;

	void apply(RelayConditions changed) {
		this.conditions = changed;
	}

	RelayConditions conditions() {
		return this.conditions;
	}

	void countDecided(ByteBuffer packet, Fate fate) {
		switch (fate.copies().size()) {
			case 0 -> this.dropped.increment();
			case 1 -> {
			}
			default -> this.duplicated.increment();
		}
		for (Fate.Copy copy : fate.copies()) {
			if (copy.packet() != packet) {
				this.corrupted.increment();
			}
		}
	}

	void countForwarded() {
		this.forwarded.increment();
	}

	void countUndeliverable() {
		this.undeliverable.increment();
	}

	RelayCounts counts() {
		return new RelayCounts(this.forwarded.sum(), this.dropped.sum(), this.duplicated.sum(), this.corrupted.sum(),
				this.undeliverable.sum());
	}

}

package io.quictransport.testing;

import java.util.SplittableRandom;

/**
 * Delays each packet by a random time, but none beyond the one behind it: packets keep
 * their order, as in a queue. Used on the relay's thread only.
 */
final class Jitter implements FateRule {

	private final long mostNanos;

	private long lastDue;

	Jitter(long mostNanos) {
		this.mostNanos = mostNanos;
	}

	@Override
	public Fate decide(Fate fate, SplittableRandom random) {
		long drawn = random.nextLong(this.mostNanos + 1);
		if (fate.copies().isEmpty()) {
			return fate;
		}
		this.lastDue = Math.max(this.lastDue, fate.arrivedNanos() + drawn);
		long held = this.lastDue - fate.arrivedNanos();
		return fate.with(fate.copies().stream().map((copy) -> copy.later(held)).toList());
	}

}

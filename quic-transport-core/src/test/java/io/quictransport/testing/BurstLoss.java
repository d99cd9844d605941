package io.quictransport.testing;

import java.util.SplittableRandom;

/**
 * Loses packets in bursts whose lengths vary around a mean: a chain of two states, in one
 * of which every packet is lost. Used on the relay's thread only.
 */
final class BurstLoss implements FateRule {

	private final double begins;

	private final double ends;

	private boolean losing;

	BurstLoss(double lossRate, double meanBurst) {
		this.ends = 1 / meanBurst;
		this.begins = this.ends * lossRate / (1 - lossRate);
	}

	@Override
	public Fate decide(Fate fate, SplittableRandom random) {
		double drawn = random.nextDouble();
		this.losing = this.losing ? drawn >= this.ends : drawn < this.begins;
		return this.losing ? fate.lost() : fate;
	}

}

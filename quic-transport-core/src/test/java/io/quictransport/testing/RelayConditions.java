package io.quictransport.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How one direction of a {@link UdpRelay} treats its packets. Immutable: each
 * {@code with} method returns a copy.
 *
 * @param lossRate the share of packets that is lost, each by its own draw, 0 to 1
 * @param delay how long each packet is held back, not negative
 * @param blackHole whether every packet is lost
 */
public record RelayConditions(double lossRate, Duration delay, boolean blackHole) {

	/** Every packet passes at once. */
	public static final RelayConditions CLEAN = new RelayConditions(0, Duration.ZERO, false);

	/**
	 * Checks the values.
	 * @param lossRate see {@link #lossRate()}
	 * @param delay see {@link #delay()}
	 * @param blackHole see {@link #blackHole()}
	 * @throws IllegalArgumentException if a value is out of range
	 */
	public RelayConditions {
		if (!(lossRate >= 0 && lossRate <= 1)) {
			throw new IllegalArgumentException("lossRate is " + lossRate + " but must be between 0 and 1");
		}
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay is " + delay + " but must not be negative");
		}
	}

	/**
	 * Changes the loss rate.
	 * @param lossRate the share of packets that is lost, 0 to 1
	 * @return a copy with this loss rate
	 */
	public RelayConditions withLossRate(double lossRate) {
		return new RelayConditions(lossRate, this.delay, this.blackHole);
	}

	/**
	 * Changes the delay.
	 * @param delay how long each packet is held back, not negative
	 * @return a copy with this delay
	 */
	public RelayConditions withDelay(Duration delay) {
		return new RelayConditions(this.lossRate, delay, this.blackHole);
	}

	/**
	 * Opens or closes the black hole.
	 * @param blackHole whether every packet is lost
	 * @return a copy with this setting
	 */
	public RelayConditions withBlackHole(boolean blackHole) {
		return new RelayConditions(this.lossRate, this.delay, blackHole);
	}

	/**
	 * The rules that these conditions mean, in the order in which they are asked. They
	 * are made anew for each setting, so that a rule may have a memory.
	 */
	List<FateRule> rules() {
		List<FateRule> rules = new ArrayList<>();
		if (this.blackHole) {
			rules.add((fate, random) -> Fate.LOST);
		}
		if (this.lossRate > 0) {
			rules.add((fate, random) -> (random.nextDouble() < this.lossRate) ? Fate.LOST : fate);
		}
		if (!this.delay.isZero()) {
			rules.add((fate, random) -> fate.later(this.delay.toNanos()));
		}
		return List.copyOf(rules);
	}

}

package io.quictransport.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Defines how one direction of a {@link UdpRelay} treats its packets. Immutable: each
 * {@code with} method returns a copy. Several conditions add up: a packet that is not
 * lost may arrive twice, changed and late. A share is between 0 and 1, a duration not
 * negative.
 *
 * @param lossRate the share of packets that is lost
 * @param meanBurst how many packets are lost in a row, on average; 1 has each packet lost
 * by its own draw
 * @param delay how long each packet is held back
 * @param jitter how long it is held back on top of that, at most; drawn for each packet,
 * but packets keep their order
 * @param reorderRate the share of packets that is held back, while others go on
 * @param reorderDelay how long such a packet is held back, at most
 * @param duplicateRate the share of packets that arrives twice
 * @param corruptRate the share of packets in which some bits of one byte are turned over
 * @param largestPacket UDP payloads of more bytes are lost, as on a path with a smaller
 * MTU
 * @param blackHole whether every packet is lost
 */
public record RelayConditions(double lossRate, double meanBurst, Duration delay, Duration jitter, double reorderRate,
		Duration reorderDelay, double duplicateRate, double corruptRate, int largestPacket, boolean blackHole) {

	/** Every packet passes at once. */
	public static final RelayConditions CLEAN = new RelayConditions(0, 1, Duration.ZERO, Duration.ZERO, 0,
			Duration.ZERO, 0, 0, Integer.MAX_VALUE, false);

	/** No packet passes. */
	public static final RelayConditions BLACK_HOLE = CLEAN.withBlackHole(true);

	/**
	 * Checks the values.
	 * @param lossRate see {@link #lossRate()}
	 * @param meanBurst see {@link #meanBurst()}
	 * @param delay see {@link #delay()}
	 * @param jitter see {@link #jitter()}
	 * @param reorderRate see {@link #reorderRate()}
	 * @param reorderDelay see {@link #reorderDelay()}
	 * @param duplicateRate see {@link #duplicateRate()}
	 * @param corruptRate see {@link #corruptRate()}
	 * @param largestPacket see {@link #largestPacket()}
	 * @param blackHole see {@link #blackHole()}
	 * @throws IllegalArgumentException if a value is out of range
	 */
	public RelayConditions {
		checkShare("lossRate", lossRate);
		checkShare("reorderRate", reorderRate);
		checkShare("duplicateRate", duplicateRate);
		checkShare("corruptRate", corruptRate);
		checkDuration("delay", delay);
		checkDuration("jitter", jitter);
		checkDuration("reorderDelay", reorderDelay);
		if (largestPacket < 1) {
			throw new IllegalArgumentException("largestPacket is " + largestPacket + " but must be at least 1");
		}
		if (!(meanBurst >= 1)) {
			throw new IllegalArgumentException("meanBurst is " + meanBurst + " but must be at least 1");
		}
		if (meanBurst > 1 && lossRate > meanBurst / (meanBurst + 1)) {
			throw new IllegalArgumentException("lossRate is " + lossRate + " but with bursts of " + meanBurst
					+ " packets it is at most " + meanBurst / (meanBurst + 1));
		}
	}

	private static void checkShare(String name, double value) {
		if (!(value >= 0 && value <= 1)) {
			throw new IllegalArgumentException(name + " is " + value + " but must be between 0 and 1");
		}
	}

	private static void checkDuration(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException(name + " is " + value + " but must not be negative");
		}
	}

	/**
	 * Changes the loss.
	 * @param lossRate the share of packets that is lost, each by its own draw
	 * @return a copy with this loss
	 */
	public RelayConditions withLossRate(double lossRate) {
		return withLoss(lossRate, 1);
	}

	/**
	 * Changes the loss.
	 * @param lossRate the share of packets that is lost
	 * @param meanBurst how many packets are lost in a row, on average
	 * @return a copy with this loss
	 */
	public RelayConditions withLoss(double lossRate, double meanBurst) {
		return new RelayConditions(lossRate, meanBurst, this.delay, this.jitter, this.reorderRate, this.reorderDelay,
				this.duplicateRate, this.corruptRate, this.largestPacket, this.blackHole);
	}

	/**
	 * Changes the delay.
	 * @param delay how long each packet is held back
	 * @return a copy with this delay
	 */
	public RelayConditions withDelay(Duration delay) {
		return new RelayConditions(this.lossRate, this.meanBurst, delay, this.jitter, this.reorderRate,
				this.reorderDelay, this.duplicateRate, this.corruptRate, this.largestPacket, this.blackHole);
	}

	/**
	 * Changes the jitter.
	 * @param jitter how long each packet is held back on top of the delay, at most
	 * @return a copy with this jitter
	 */
	public RelayConditions withJitter(Duration jitter) {
		return new RelayConditions(this.lossRate, this.meanBurst, this.delay, jitter, this.reorderRate,
				this.reorderDelay, this.duplicateRate, this.corruptRate, this.largestPacket, this.blackHole);
	}

	/**
	 * Changes the reordering.
	 * @param reorderRate the share of packets that is held back
	 * @param reorderDelay how long, at most
	 * @return a copy with this reordering
	 */
	public RelayConditions withReordering(double reorderRate, Duration reorderDelay) {
		return new RelayConditions(this.lossRate, this.meanBurst, this.delay, this.jitter, reorderRate, reorderDelay,
				this.duplicateRate, this.corruptRate, this.largestPacket, this.blackHole);
	}

	/**
	 * Changes the duplication.
	 * @param duplicateRate the share of packets that arrives twice
	 * @return a copy with this duplication
	 */
	public RelayConditions withDuplicateRate(double duplicateRate) {
		return new RelayConditions(this.lossRate, this.meanBurst, this.delay, this.jitter, this.reorderRate,
				this.reorderDelay, duplicateRate, this.corruptRate, this.largestPacket, this.blackHole);
	}

	/**
	 * Changes the corruption.
	 * @param corruptRate the share of packets in which some bits of one byte are turned
	 * over
	 * @return a copy with this corruption
	 */
	public RelayConditions withCorruptRate(double corruptRate) {
		return new RelayConditions(this.lossRate, this.meanBurst, this.delay, this.jitter, this.reorderRate,
				this.reorderDelay, this.duplicateRate, corruptRate, this.largestPacket, this.blackHole);
	}

	/**
	 * Changes the largest packet that passes.
	 * @param largestPacket how many bytes of UDP payload, at least 1
	 * @return a copy with this limit
	 */
	public RelayConditions withLargestPacket(int largestPacket) {
		return new RelayConditions(this.lossRate, this.meanBurst, this.delay, this.jitter, this.reorderRate,
				this.reorderDelay, this.duplicateRate, this.corruptRate, largestPacket, this.blackHole);
	}

	/**
	 * Opens or closes the black hole.
	 * @param blackHole whether every packet is lost
	 * @return a copy with this setting
	 */
	public RelayConditions withBlackHole(boolean blackHole) {
		return new RelayConditions(this.lossRate, this.meanBurst, this.delay, this.jitter, this.reorderRate,
				this.reorderDelay, this.duplicateRate, this.corruptRate, this.largestPacket, blackHole);
	}

	/**
	 * The rules that these conditions mean, in the order in which they are asked. They
	 * are made anew for each client and setting, so that a rule may have a memory.
	 */
	List<FateRule> rules() {
		List<FateRule> rules = new ArrayList<>();
		if (this.blackHole) {
			rules.add((fate, random) -> fate.lost());
		}
		if (this.largestPacket < Integer.MAX_VALUE) {
			rules.add(FateRules.largest(this.largestPacket));
		}
		if (this.lossRate > 0) {
			rules.add((this.meanBurst > 1) ? new BurstLoss(this.lossRate, this.meanBurst)
					: FateRules.loss(this.lossRate));
		}
		if (this.duplicateRate > 0) {
			rules.add(FateRules.duplication(this.duplicateRate));
		}
		if (this.corruptRate > 0) {
			rules.add(FateRules.corruption(this.corruptRate));
		}
		if (!this.delay.isZero()) {
			rules.add(FateRules.delay(this.delay.toNanos()));
		}
		if (!this.jitter.isZero()) {
			rules.add(new Jitter(this.jitter.toNanos()));
		}
		if (this.reorderRate > 0) {
			rules.add(FateRules.reordering(this.reorderRate, this.reorderDelay.toNanos()));
		}
		return List.copyOf(rules);
	}

}

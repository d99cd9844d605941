package io.quictransport.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

/**
 * Carries the packets of one client in one direction: their target, the random numbers
 * that decide on them, and the rules with their state. Used on the relay's thread only.
 */
final class RelayPath {

	private final RelayDirection direction;

	private final SplittableRandom random;

	private final Outlet outlet;

	private @Nullable RelayConditions conditions;

	private List<FateRule> rules = List.of();

	RelayPath(RelayDirection direction, SplittableRandom random, Outlet outlet) {
		this.direction = direction;
		this.random = random;
		this.outlet = outlet;
	}

	Fate decide(ByteBuffer packet, long arrivedNanos) {
		RelayConditions current = this.direction.conditions();
		if (current != this.conditions) {
			this.conditions = current;
			this.rules = current.rules();
		}
		SplittableRandom own = this.random.split();
		Fate fate = Fate.delivered(packet, arrivedNanos);
		for (FateRule rule : this.rules) {
			fate = rule.decide(fate, own);
		}
		this.direction.countDecided(packet, fate);
		return fate;
	}

	void deliver(ByteBuffer packet) {
		try {
			if (this.outlet.send(packet.duplicate()) == packet.remaining()) {
				this.direction.countForwarded();
			}
			else {
				this.direction.countUndeliverable();
			}
		}
		catch (IOException ex) {
			// Nobody listens there at the moment; UDP does not mind.
			this.direction.countUndeliverable();
		}
	}

	/**
	 * Sends one packet without waiting.
	 */
	@FunctionalInterface
	interface Outlet {

		int send(ByteBuffer packet) throws IOException;

	}

}

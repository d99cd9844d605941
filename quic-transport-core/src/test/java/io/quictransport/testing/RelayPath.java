package io.quictransport.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The way of one client's packets in one direction: where they go, and the chance that
 * decides on them. Used on the relay's thread only.
 */
final class RelayPath {

	private final RelayDirection direction;

	private final SplittableRandom random;

	private final Outlet outlet;

	RelayPath(RelayDirection direction, SplittableRandom random, Outlet outlet) {
		this.direction = direction;
		this.random = random;
		this.outlet = outlet;
	}

	Fate decide(ByteBuffer packet) {
		return this.direction.decide(packet, this.random.split());
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

package io.quictransport.testing;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Describes the fate of one packet: the copies of it that arrive, none if it is lost.
 *
 * @param arrivedNanos when the relay has read the packet, by a clock of its own
 * @param copies what arrives and when
 */
record Fate(long arrivedNanos, List<Copy> copies) {

	static Fate delivered(ByteBuffer packet, long arrivedNanos) {
		return new Fate(arrivedNanos, List.of(new Copy(packet, 0)));
	}

	Fate lost() {
		return with(List.of());
	}

	Fate with(List<Copy> changed) {
		return new Fate(this.arrivedNanos, changed);
	}

	/**
	 * One copy of a packet.
	 *
	 * @param packet its bytes; a rule that changes them makes a new buffer
	 * @param delayNanos how long it is held back
	 */
	record Copy(ByteBuffer packet, long delayNanos) {

		Copy later(long nanos) {
			return new Copy(this.packet, this.delayNanos + nanos);
		}

	}

}

package io.quictransport.testing;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What becomes of one packet: the copies of it that arrive, none if it is lost.
 *
 * @param copies what arrives and when
 */
record Fate(List<Copy> copies) {

	static final Fate LOST = new Fate(List.of());

	static Fate delivered(ByteBuffer packet) {
		return new Fate(List.of(new Copy(packet, 0)));
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

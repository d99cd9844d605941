package io.quictransport;

import java.time.Duration;

/**
 * Reports the handshakes of a transport since it was made.
 *
 * @param completed handshakes that succeeded: dial to HELLO
 * @param time the time all of those took together
 * @param failed handshakes that failed, except those that were refused as planned
 * ({@link ConnectionEnd#expected()})
 */
public record HandshakeStats(long completed, Duration time, long failed) {

	/** The metrics before the first handshake. */
	public static final HandshakeStats NONE = new HandshakeStats(0, Duration.ZERO, 0);

}

package io.quictransport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Describes the live connection to a peer at one moment.
 *
 * @param streams its QUIC streams
 * @param silence the time since something was last received from the peer
 * @param path QUIC's measurements of its path, taken at this moment; null if QUIC has
 * none
 * @param recentLoss the packets of the last minute
 */
public record ConnectionActivity(StreamLoad streams, Duration silence, @Nullable PathStats path,
		PacketLoss recentLoss) {
}

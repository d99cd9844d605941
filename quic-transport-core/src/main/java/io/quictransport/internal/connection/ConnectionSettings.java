package io.quictransport.internal.connection;

import java.time.Duration;

import io.quictransport.internal.wire.WireLimits;

/**
 * Defines how long a connection waits, lives and lingers, and what it admits.
 *
 * @param handshakeTimeout for each half of the handshake: TLS, then HELLO
 * @param pingInterval between two PINGs
 * @param idleTimeout the silence after which the connection is closed
 * @param drainGrace how long a graceful close waits for work in flight
 * @param stallTimeout how long a stream may make no progress
 * @param frameTimeout how long a peer may take to send the rest of a frame
 * @param maxAge after which a successor is dialled
 * @param maxStreams the number of streams after which a successor is dialled
 * @param limits the largest messages that this node admits
 */
public record ConnectionSettings(Duration handshakeTimeout, Duration pingInterval, Duration idleTimeout,
		Duration drainGrace, Duration stallTimeout, Duration frameTimeout, Duration maxAge, int maxStreams,
		WireLimits limits) {
}

/**
 * Runs one QUIC connection, from TLS to the last byte: handshake, control stream, streams
 * and their frames, liveness, replacement and graceful close.
 * {@link io.quictransport.internal.connection.Connection} is the entry point for the
 * package of peers, {@link io.quictransport.internal.connection.ConnectionLink} for the
 * messages that travel over it. Knows neither messages nor the state of a peer: it calls
 * a {@link io.quictransport.internal.connection.ConnectionLink.Session} and notifies a
 * {@link io.quictransport.internal.connection.ConnectionOwner}. Confined to the event
 * loop.
 */
@NullMarked
package io.quictransport.internal.connection;

import org.jspecify.annotations.NullMarked;

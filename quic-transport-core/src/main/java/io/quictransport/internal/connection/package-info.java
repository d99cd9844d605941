/**
 * One QUIC connection, from TLS to the last byte: handshake, control stream, streams and
 * their frames, liveness, replacement and graceful close.
 * {@link io.quictransport.internal.connection.Connection} is its face for the room of
 * peers, {@link io.quictransport.internal.connection.ConnectionLink} for the messages
 * that travel over it. Knows no message and no peer's life: it asks a
 * {@link io.quictransport.internal.connection.Session} and tells a
 * {@link io.quictransport.internal.connection.ConnectionOwner}. Confined to the event
 * loop.
 */
@NullMarked
package io.quictransport.internal.connection;

import org.jspecify.annotations.NullMarked;

/**
 * The transport itself. {@link io.quictransport.quic.QuicTransport} and its
 * {@link io.quictransport.quic.QuicTransportOptions} are what users touch; the rest is
 * package-private. Connection state is confined to the connection's event loop, peer
 * state to the peer's home loop; what other threads read is volatile, atomic or
 * immutable. {@code docs/architecture.md} draws who calls whom.
 */
@NullMarked
package io.quictransport.quic;

import org.jspecify.annotations.NullMarked;

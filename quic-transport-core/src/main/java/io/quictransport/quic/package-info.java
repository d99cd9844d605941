/**
 * The transport itself. Users touch {@link io.quictransport.quic.QuicTransport}, its
 * {@link io.quictransport.quic.QuicTransportOptions} with
 * {@link io.quictransport.quic.TransportLimits},
 * {@link io.quictransport.quic.QuicSettings} and
 * {@link io.quictransport.quic.QuicCodecCustomizer}; the rest is package-private. The
 * state of connections and peers is confined to the transport's one event loop; what
 * other threads read is volatile, atomic or immutable. {@code docs/architecture.md} draws
 * who calls whom.
 */
@NullMarked
package io.quictransport.quic;

import org.jspecify.annotations.NullMarked;

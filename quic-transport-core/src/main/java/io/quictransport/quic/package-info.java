/**
 * Provides the transport. Users need {@link io.quictransport.quic.QuicTransport}, its
 * {@link io.quictransport.quic.QuicTransportOptions} with
 * {@link io.quictransport.quic.TransportLimits},
 * {@link io.quictransport.quic.QuicSettings} and
 * {@link io.quictransport.quic.QuicCodecCustomizer}; the rest is package-private. The
 * state of each peer and of its connections is confined to one of the transport's event
 * loops; fields that other threads read are volatile, atomic or immutable.
 * {@code docs/architecture.md} shows the dependencies.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.quic;

import org.jspecify.annotations.NullMarked;

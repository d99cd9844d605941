/**
 * Defines the API of the transport for applications: the
 * {@link io.quictransport.NetworkTransport} interface, the messages, identities and
 * events that pass through it, and the {@link io.quictransport.NetworkException} family.
 * Nothing here depends on Netty, QUIC or Spring; every type may be used from any thread.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport;

import org.jspecify.annotations.NullMarked;

/**
 * What an application sees of the transport: the
 * {@link io.quictransport.NetworkTransport} interface, the messages, identities and
 * events that pass through it, and the {@link io.quictransport.NetworkException} family.
 * Nothing here knows Netty, QUIC or Spring; every type may be used from any thread.
 */
@NullMarked
package io.quictransport;

import org.jspecify.annotations.NullMarked;

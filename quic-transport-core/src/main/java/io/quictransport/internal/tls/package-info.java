/**
 * Proves this node's identity and verifies its peers': tries a key and its certificates
 * before use, makes the TLS contexts of them, and checks what a peer shows against what
 * the connection demands. Called when a transport starts and during each handshake, there
 * on an event loop: nothing here blocks or uses the network.
 *
 * <p>
 * The entry points are {@code TlsContexts}, made of {@code KeyMaterial}, and
 * {@code PeerVerification}. No class here knows the options: the package above states
 * what is demanded of peers.
 */
@NullMarked
package io.quictransport.internal.tls;

import org.jspecify.annotations.NullMarked;

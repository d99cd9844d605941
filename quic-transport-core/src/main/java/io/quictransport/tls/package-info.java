/**
 * Handles identity: which certificate this node shows, which ones it trusts, and which
 * node id a certificate states. Called when a transport starts and during each handshake,
 * there on an event loop: nothing here blocks or uses the network.
 */
@NullMarked
package io.quictransport.tls;

import org.jspecify.annotations.NullMarked;

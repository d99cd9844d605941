/**
 * Defines identity for applications: which certificate this node shows, which ones it
 * trusts, which node id a certificate states, and which nodes are denied. All types are
 * immutable. Their use in a handshake is internal.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.tls;

import org.jspecify.annotations.NullMarked;

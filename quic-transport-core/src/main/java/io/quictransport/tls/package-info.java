/**
 * Defines identity for applications: which certificate this node shows, which ones it
 * trusts, which node id a certificate states, and who is denied. All types are immutable.
 * How they are used in a handshake is none of an application's business and lives below
 * {@code internal}.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.tls;

import org.jspecify.annotations.NullMarked;

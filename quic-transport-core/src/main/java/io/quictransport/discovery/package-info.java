/**
 * Finds peers: a {@link io.quictransport.discovery.PeerDiscovery} finds where peers may
 * be, by the DNS, by multicast, or by an application's own knowledge. No finding is
 * trusted: a peer's identity is what its certificate states. Providers run on their own
 * threads or on none; expiry, limits and the rate of dials are decided by the transport.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.discovery;

import org.jspecify.annotations.NullMarked;

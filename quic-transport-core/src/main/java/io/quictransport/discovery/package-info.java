/**
 * Finds peers: a {@link io.quictransport.discovery.PeerDiscovery} says where peers may
 * be, by the DNS, by multicast, or by whatever an application knows. Nothing here is
 * believed: who a peer is, its certificate says. Providers run on threads of their own or
 * on none; time-to-live, limits and the rate of dials are the business of the transport.
 */
@NullMarked
package io.quictransport.discovery;

import org.jspecify.annotations.NullMarked;

/**
 * Finds peers. A {@link io.quictransport.discovery.PeerDiscovery} says where peers may
 * be; the {@link io.quictransport.discovery.DiscoveryEngine} decides what becomes of it,
 * and alone knows about time-to-live, limits and the rate of dials. Nothing here is
 * believed: who a peer is, its certificate says. Providers run on threads of their own or
 * on none; the engine is confined to the event loop of its transport, which is the only
 * caller that it has.
 */
@NullMarked
package io.quictransport.discovery;

import org.jspecify.annotations.NullMarked;

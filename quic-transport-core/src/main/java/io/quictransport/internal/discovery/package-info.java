/**
 * Tracks where peers may be: takes the findings of providers, keeps them for a limited
 * time, and lets the package of peers dial, keep and release.
 * {@link io.quictransport.internal.discovery.DiscoveryEngine} is the entry point, for the
 * wiring of a run;
 * {@link io.quictransport.internal.discovery.DiscoveryEngine.PeerConnector} is its
 * interface to the peers. Confined to the event loop; providers call from any thread.
 */
@NullMarked
package io.quictransport.internal.discovery;

import org.jspecify.annotations.NullMarked;

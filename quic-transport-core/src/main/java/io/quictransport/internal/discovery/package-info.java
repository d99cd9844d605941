/**
 * What is known of where peers may be: takes what providers find, keeps it for a while,
 * and has the room of peers dial, keep and release.
 * {@link io.quictransport.internal.discovery.DiscoveryEngine} is its face, for the wiring
 * of a run; {@link io.quictransport.internal.discovery.PeerConnector} is what it needs of
 * the peers. Confined to the event loop; providers call from any thread.
 */
@NullMarked
package io.quictransport.internal.discovery;

import org.jspecify.annotations.NullMarked;

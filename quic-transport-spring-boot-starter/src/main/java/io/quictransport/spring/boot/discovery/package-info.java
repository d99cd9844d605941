/**
 * Where peers are looked for: multicast and DNS of the core, and the registry that Spring
 * Cloud knows, as beans of type {@link io.quictransport.discovery.PeerDiscovery}. The
 * latter only where spring-cloud-commons is on the class path; it asks on a thread of its
 * own, because registries may block.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.discovery;

import org.jspecify.annotations.NullMarked;

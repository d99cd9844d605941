/**
 * Finds peers: by multicast and DNS of the core, and by the registry that Spring Cloud
 * knows, as beans of type {@link io.quictransport.discovery.PeerDiscovery}. The registry
 * is used only if spring-cloud-commons is on the class path; it is queried on a separate
 * thread, because registries may block.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.discovery;

import org.jspecify.annotations.NullMarked;

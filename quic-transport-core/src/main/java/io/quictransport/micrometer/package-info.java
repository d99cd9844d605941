/**
 * Exposes the transport's metrics as Micrometer meters. Needs micrometer-core, which is
 * optional; no other package refers to this one. Meters read
 * {@link io.quictransport.NetworkTransport#stats()} on whichever thread the registry
 * scrapes or publishes.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.micrometer;

import org.jspecify.annotations.NullMarked;

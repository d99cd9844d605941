/**
 * Provides the endpoints {@code quicpeers} and {@code quicroutes}. Active only if
 * Actuator is on the class path and the endpoint is exposed. Called on any thread; reads
 * snapshots only.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;

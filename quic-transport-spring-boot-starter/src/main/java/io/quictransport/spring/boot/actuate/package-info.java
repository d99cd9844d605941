/**
 * The endpoints {@code quicpeers} and {@code quicroutes}. Active only where Actuator is
 * on the class path and the endpoint is exposed. Asked on whichever thread asks for it;
 * reads snapshots only.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;

/**
 * The transport in {@code /actuator/health}, as {@code quic}. Active only where
 * spring-boot-health is on the class path. Indicators are asked on whichever thread asks
 * for the health, and only read snapshots.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.health;

import org.jspecify.annotations.NullMarked;

/**
 * Shows the transport in {@code /actuator/health}, as {@code quic}. Active only if
 * spring-boot-health is on the class path. Indicators are called on any thread and only
 * read snapshots.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.health;

import org.jspecify.annotations.NullMarked;

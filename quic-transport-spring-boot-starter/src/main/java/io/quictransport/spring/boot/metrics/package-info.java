/**
 * Exposes the transport's meters. Active only if Micrometer is on the class path and the
 * application has a meter registry.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.metrics;

import org.jspecify.annotations.NullMarked;

/**
 * Integrates the transport into a Spring Boot application: auto-configuration,
 * properties, life cycle and events. Applications use the annotation
 * {@link io.quictransport.spring.boot.NodeHandler}, the callbacks and the events; Spring
 * wires the rest on the thread that starts or stops the context. Events of peers are
 * published on the transport's listener thread.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot;

import org.jspecify.annotations.NullMarked;

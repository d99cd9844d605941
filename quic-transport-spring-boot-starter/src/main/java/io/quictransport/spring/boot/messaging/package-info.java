/**
 * Provides messaging for Spring applications: annotated handlers on spring-messaging, and
 * a template for calls to other nodes. Active only if spring-messaging is on the class
 * path. Handler methods run on the transport's handler executor; the template may be used
 * from any thread, its blocking forms from all but event loops.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.messaging;

import org.jspecify.annotations.NullMarked;

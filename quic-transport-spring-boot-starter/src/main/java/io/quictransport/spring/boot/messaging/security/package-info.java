/**
 * Integrates Spring Security with annotated handlers: their arguments, and the context of
 * their results. Active only if spring-security-core is on the class path. Runs on the
 * threads of handlers.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.messaging.security;

import org.jspecify.annotations.NullMarked;

/**
 * Integrates Spring Security with handlers: the peer's certificate becomes the
 * {@link org.springframework.security.core.Authentication}, and rules define which peer
 * may call which path. Active only if spring-security-core is on the class path. Each
 * class runs on the thread of the handler that it secures, and is shared by all threads.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.security;

import org.jspecify.annotations.NullMarked;
